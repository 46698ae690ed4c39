import path from 'node:path';
import type { ScaffoldResult } from './create-project.ts';
import { formatSample } from './emit/sample.ts';
import {
  apiPaths,
  type ApiSource,
  apiValues,
  classNameOf,
  controllerNameOf,
  crdPath,
  fullGroupOf,
  moduleFrom,
} from './project/api-source.ts';
import { type FilePlan, newFile, type PlannedFile, updatedFile } from './project/file-plan.ts';
import { findCoreKind, type ForeignKind, foreignValues, recordOf } from './project/foreign-kind.ts';
import { addKustomizeResource } from './project/kustomization.ts';
import { withBoilerplate } from './project/license.ts';
import {
  checkGroup,
  checkKind,
  checkPlural,
  checkShortName,
  checkVersion,
  pascalCase,
} from './project/names.ts';
import { ProjectError } from './project/project-error.ts';
import {
  findResource,
  formatProjectFile,
  type ProjectFile,
  projectFileName,
  readProjectFile,
  withResource,
} from './project/project-file.ts';
import { readText } from './project/read-text.ts';
import { registerInMain, type RegistrationPlan } from './project/register-in-main.ts';
import { render } from './project/render.ts';
import { apiTemplate } from './project/templates.ts';
import { writeStep } from './project/write-step.ts';

/** What `create api` adds. */
export interface CreateApiOptions {
  /** The project's root. */
  readonly directory: string;
  /** Group without the project's domain. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Write the types, their test and a sample. @default true */
  readonly resource?: boolean | undefined;
  /** Write the controller and its test, and register it in `src/main.ts`. @default true */
  readonly controller?: boolean | undefined;
  /** Objects live in a namespace. @default as the kind's other versions, else true */
  readonly namespaced?: boolean | undefined;
  /** @default as the kind's other versions, else the regular plural */
  readonly plural?: string | undefined;
  /** @default none */
  readonly shortNames?: readonly string[] | undefined;
  /**
   * With `resource: false`, module that exports a kind of another operator: of a package, or of this
   * project, such as `src/external/cert-manager.io/v1.ts`. @default the kind is one of this project, or
   * of Kubernetes
   */
  readonly externalApiPath?: string | undefined;
  /** What follows the group in the name of the other operator's API group. @default nothing */
  readonly externalApiDomain?: string | undefined;
  /** Write over an API or controller that is there; the old is kept as `.orig`. @default false */
  readonly force?: boolean | undefined;
  /** Check everything, and write nothing. @default false */
  readonly dryRun?: boolean | undefined;
}

export interface CreateApiResult extends ScaffoldResult {
  /** Lines for the user to add to `src/main.ts`, when it is not certain where they go. */
  readonly linesForMain: readonly string[];
}

/**
 * Adds an API, a controller, or both to a project. Of the files that the user may have edited it
 * changes `src/main.ts`, two kustomizations and PROJECT, each by what is added and nothing else.
 * Semantics: kubebuilder's `create api`.
 * @throws {ProjectError} outside a project, when a name breaks its rule, and (unless forced) when the
 *   API or controller is there already
 */
export async function createApi(options: CreateApiOptions): Promise<CreateApiResult> {
  const { directory, resource = true, controller = true } = options;
  const project = await readProjectFile(directory);
  const foreign = await foreignKindOf(options, project);
  checkIsNew(options, project, foreign);
  if (foreign !== undefined) return createForeignController(options, { project, foreign });
  const api = apiOf(options, project);

  const paths = apiPaths(api, project);
  const types = resource ? paths.types : (findResource(project, options)?.path ?? paths.types);
  const typesModule = moduleFrom(paths.controller, types);
  const values = apiValues(api, { typesModule, controllerName: controllerNameOf(api, project) });
  const read = (file: string) => readText(directory, file);
  const plan: PlannedFile[] = [];
  if (resource) {
    const source = await sourceTemplates(directory, values);
    plan.push(newFile(paths.types, await source('types.ts')));
    plan.push(newFile(paths.typesTest, await source('types-test.ts')));
    plan.push(newFile(paths.sample, formatSample(scaffoldedSample(api))));
    for (const [folder, file] of [
      ['config/crd', crdPath(api)],
      ['config/samples', paths.sample],
    ] as const) {
      const kustomization = `${folder}/kustomization.yaml`;
      const entry = path.posix.relative(folder, file);
      const text = addKustomizeResource((await read(kustomization)) ?? '', entry);
      plan.push(updatedFile(kustomization, text));
    }
  }
  const added = controller ? await controllerPlan(directory, { paths, api, values }) : undefined;
  plan.push(...(added?.plan ?? []));
  plan.push(updatedFile(projectFileName, formatProjectFile(recorded(options, api, project))));
  const files = await writeApiStep(options, plan);
  return { files, linesForMain: added?.linesForMain ?? [] };
}

/** A controller for a kind that is defined elsewhere: nothing else of it belongs to the project. */
async function createForeignController(
  options: CreateApiOptions,
  { project, foreign }: { readonly project: ProjectFile; readonly foreign: ForeignKind },
): Promise<CreateApiResult> {
  const paths = apiPaths(foreign, project);
  const { plan, linesForMain } = await controllerPlan(options.directory, {
    paths,
    api: foreign,
    values: foreignValues(foreign, {
      typesModule: moduleFrom(paths.controller, foreign.module),
      controllerName: controllerNameOf(foreign, project),
    }),
    prefix: 'foreign-',
  });
  const text = formatProjectFile(withResource(project, recordOf(foreign)));
  const files = await writeApiStep(options, [...plan, updatedFile(projectFileName, text)]);
  return { files, linesForMain };
}

/** What `operator generate` makes of the scaffolded types. */
function scaffoldedSample(api: ApiSource): object {
  const { version, kind } = api;
  return {
    apiVersion: `${fullGroupOf(api)}/${version}`,
    kind,
    metadata: { name: `${kind.toLowerCase()}-sample` },
    spec: { size: 1 },
  };
}

function writeApiStep(options: CreateApiOptions, plan: FilePlan): Promise<string[]> {
  const { directory, force, dryRun, ...recorded } = options;
  const step = { command: 'create api', options: recorded, plan } as const;
  return writeStep(directory, step, { force, dryRun });
}

interface ControllerSource {
  readonly paths: Pick<ReturnType<typeof apiPaths>, 'controller' | 'controllerTest'>;
  readonly api: Pick<ApiSource, 'group' | 'kind'>;
  readonly values: Readonly<Record<string, string>>;
  /** Of the templates. @default those of the project's own kinds */
  readonly prefix?: '' | 'foreign-';
}

async function controllerPlan(
  directory: string,
  { paths, api, values, prefix = '' }: ControllerSource,
): Promise<RegistrationPlan> {
  const source = await sourceTemplates(directory, values);
  const className = `${classNameOf(api.kind)}Reconciler`;
  const { plan, linesForMain } = await registerInMain(directory, [
    { className, alias: `${pascalCase(api.group)}${className}`, file: paths.controller },
  ]);
  return {
    plan: [
      newFile(paths.controller, await source(`${prefix}controller.ts`)),
      newFile(paths.controllerTest, await source(`${prefix}controller-test.ts`)),
      ...plan,
    ],
    linesForMain,
  };
}

/** Renders templates of TypeScript, below the project's licence header. */
async function sourceTemplates(directory: string, values: Readonly<Record<string, string>>) {
  const header = (await readText(directory, 'hack/boilerplate.txt')) ?? '';
  return async (name: Parameters<typeof apiTemplate>[0]): Promise<string> =>
    withBoilerplate(render(await apiTemplate(name), values), header);
}

/** @returns nothing when the kind is, or is to be, one of the project */
async function foreignKindOf(
  options: CreateApiOptions,
  project: ProjectFile,
): Promise<ForeignKind | undefined> {
  const { resource = true, externalApiPath, externalApiDomain } = options;
  if (resource && (externalApiPath ?? externalApiDomain) !== undefined) {
    throw new ProjectError(
      'a kind of another operator has its types already: use --resource=false with --external-api-path',
    );
  }
  if (resource || findResource(project, options)?.api !== undefined) return undefined;
  const { group } = options;
  const version = checkVersion(options.version);
  const kind = checkKind(options.kind);
  if (externalApiPath === undefined) return findCoreKind({ group, version, kind });
  return {
    group: externalApiDomain === undefined ? group : checkGroup(group, externalApiDomain),
    domain: externalApiDomain,
    version,
    kind,
    module: await externalModule(options.directory, externalApiPath),
    core: false,
  };
}

/** @throws {ProjectError} when it is a file that is not there */
async function externalModule(directory: string, given: string): Promise<string> {
  const file = path.posix.normalize(given);
  if (!/^(?:\.\.?\/|\/|src\/)/.test(given)) return given;
  if (!file.startsWith('src/') || !file.endsWith('.ts')) {
    throw new ProjectError(
      `${given} is no module of this project: write a file such as src/external/certificate.ts, or the name of a package`,
    );
  }
  if ((await readText(directory, file)) !== undefined) return file;
  throw new ProjectError(`${file} is not there: write it first, or the name of a package`);
}

function apiOf(options: CreateApiOptions, project: ProjectFile): ApiSource {
  const { domain } = project;
  const group = checkGroup(options.group, domain);
  const version = checkVersion(options.version);
  const kind = checkKind(options.kind);
  const versions = project.resources.filter(
    (one) => one.group === group && one.kind === kind && one.api !== undefined,
  );
  const [other] = versions;
  return {
    group,
    domain,
    version,
    kind,
    namespaced: options.namespaced ?? other?.api?.namespaced ?? other === undefined,
    plural: options.plural === undefined ? other?.plural : checkPlural(options.plural),
    shortNames: (options.shortNames ?? []).map(checkShortName),
    storage: other === undefined || other.version === version,
  };
}

function checkIsNew(
  options: CreateApiOptions,
  project: ProjectFile,
  foreign: ForeignKind | undefined,
): void {
  const { group, version, kind, resource = true, controller = true, force = false } = options;
  const name = `${fullGroupOf({ group, domain: project.domain })}/${version}, Kind=${kind}`;
  if (!resource && !controller) {
    throw new ProjectError('nothing to do: both --resource=false and --controller=false');
  }
  const existing = findResource(project, options);
  if (!resource && existing?.api === undefined && foreign === undefined) {
    throw new ProjectError(
      `${name} is neither an API of this project nor one of Kubernetes: create it with --resource, or say where its types are with --external-api-path`,
    );
  }
  const namesake = project.resources.find((one) => one.kind === kind && one.group !== group);
  if (namesake !== undefined && project.multigroup !== true) {
    throw new ProjectError(
      `group ${namesake.group} has a ${kind} already: run "operator edit --multigroup" first, for folders that keep them apart`,
    );
  }
  if (force) return;
  if (resource && existing?.api !== undefined) {
    throw new ProjectError(`API ${name} already exists: use --force to write over it`);
  }
  const controlled = project.resources.find(
    (one) => one.group === group && one.kind === kind && one.controller === true,
  );
  if (controller && controlled !== undefined) {
    throw new ProjectError(
      `${kind} already has a controller (for ${controlled.version}): use --controller=false, or --force to write over it`,
    );
  }
}

function recorded(options: CreateApiOptions, api: ApiSource, project: ProjectFile): ProjectFile {
  const { resource = true, controller = true } = options;
  const { group, domain, version, kind, namespaced, plural } = api;
  return withResource(project, {
    ...(resource
      ? { api: { crdVersion: 'v1', namespaced }, path: apiPaths(api, project).types }
      : {}),
    ...(controller ? { controller } : {}),
    ...(plural === undefined ? {} : { plural }),
    domain,
    group,
    kind,
    version,
  });
}
