import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ScaffoldResult } from './create-project.ts';
import {
  apiPaths,
  type ApiSource,
  apiValues,
  classNameOf,
  crdPath,
  fullGroupOf,
} from './project/api-source.ts';
import { newFile, type PlannedFile, updatedFile } from './project/file-plan.ts';
import { addKustomizeResource } from './project/kustomization.ts';
import { withBoilerplate } from './project/license.ts';
import { addToMain, mainLines } from './project/main-file.ts';
import {
  checkGroup,
  checkKind,
  checkPlural,
  checkShortName,
  checkVersion,
} from './project/names.ts';
import { parseModules } from './project/parse-modules.ts';
import { ProjectError } from './project/project-error.ts';
import {
  findResource,
  formatProjectFile,
  type ProjectFile,
  projectFileName,
  readProjectFile,
  withResource,
} from './project/project-file.ts';
import { render } from './project/render.ts';
import { apiTemplate } from './project/templates.ts';
import { writePlan } from './project/write-plan.ts';

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
  /** Write over an API or controller that is there. @default false */
  readonly force?: boolean | undefined;
}

export interface CreateApiResult extends ScaffoldResult {
  /** Lines for the user to add to `src/main.ts`, when it is not certain where they go. */
  readonly linesForMain: readonly string[];
}

const mainPath = 'src/main.ts';

/**
 * Adds an API, a controller, or both to a project. Of the files that the user may have edited it
 * changes `src/main.ts`, two kustomizations and PROJECT, each by what is added and nothing else.
 * Semantics: kubebuilder's `create api`.
 * @throws {ProjectError} outside a project, when a name breaks its rule, and (unless forced) when the
 *   API or controller is there already
 */
export async function createApi(options: CreateApiOptions): Promise<CreateApiResult> {
  const { directory, force = false, resource = true, controller = true } = options;
  const project = await readProjectFile(directory);
  const api = apiOf(options, project);
  checkIsNew(options, project);

  const paths = apiPaths(api);
  const values = apiValues(api);
  const read = (file: string) => readText(directory, file);
  const header = (await read('hack/boilerplate.txt')) ?? '';
  const source = async (name: Parameters<typeof apiTemplate>[0]) =>
    withBoilerplate(render(await apiTemplate(name), values), header);

  const plan: PlannedFile[] = [];
  if (resource) {
    plan.push(newFile(paths.types, await source('types.ts')));
    plan.push(newFile(paths.typesTest, await source('types-test.ts')));
    plan.push(newFile(paths.sample, render(await apiTemplate('sample.yaml'), values)));
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
  let linesForMain: readonly string[] = [];
  if (controller) {
    plan.push(newFile(paths.controller, await source('controller.ts')));
    plan.push(newFile(paths.controllerTest, await source('controller-test.ts')));
    const addition = {
      className: `${classNameOf(api.kind)}Reconciler`,
      module: `./${path.posix.relative('src', paths.controller)}`,
    };
    const main = await read(mainPath);
    const [parsed] = main === undefined ? [] : parseModules([main]);
    const edited = parsed && addToMain(parsed, addition);
    if (edited === undefined) linesForMain = Object.values(mainLines(addition));
    else plan.push(updatedFile(mainPath, edited));
  }
  plan.push(updatedFile(projectFileName, formatProjectFile(recorded(options, api, project))));
  return { files: await writePlan(directory, plan, { force }), linesForMain };
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

function checkIsNew(options: CreateApiOptions, project: ProjectFile): void {
  const { group, version, kind, resource = true, controller = true, force = false } = options;
  const name = `${fullGroupOf({ group, domain: project.domain })}/${version}, Kind=${kind}`;
  if (!resource && !controller) {
    throw new ProjectError('nothing to do: both --resource=false and --controller=false');
  }
  const existing = findResource(project, options);
  if (!resource && existing?.api === undefined) {
    throw new ProjectError(`${name} is no API of this project: create it with --resource`);
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
    ...(resource ? { api: { crdVersion: 'v1', namespaced }, path: apiPaths(api).types } : {}),
    ...(controller ? { controller } : {}),
    ...(plural === undefined ? {} : { plural }),
    domain,
    group,
    kind,
    version,
  });
}

async function readText(directory: string, file: string): Promise<string | undefined> {
  try {
    return await readFile(path.join(directory, file), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
