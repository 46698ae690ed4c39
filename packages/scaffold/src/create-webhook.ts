import type { ScaffoldResult } from './create-project.ts';
import { apiPaths, classNameOf, fullGroupOf, moduleFrom } from './project/api-source.ts';
import { type FilePlan, newFile, updatedFile } from './project/file-plan.ts';
import { withBoilerplate } from './project/license.ts';
import { checkKind, checkVersion, kebabCase, pascalCase } from './project/names.ts';
import { ProjectError } from './project/project-error.ts';
import {
  findResource,
  formatProjectFile,
  type ProjectFile,
  projectFileName,
  type ProjectResource,
  readProjectFile,
  withResource,
} from './project/project-file.ts';
import { readText } from './project/read-text.ts';
import { registerInMain } from './project/register-in-main.ts';
import { render } from './project/render.ts';
import { webhookTemplate } from './project/templates.ts';
import { writeStep } from './project/write-step.ts';

/** What `create webhook` adds. */
export interface CreateWebhookOptions {
  /** The project's root. */
  readonly directory: string;
  /** Group without the project's domain. */
  readonly group: string;
  /** With `conversion`, the hub: the version that all others are converted through. */
  readonly version: string;
  readonly kind: string;
  /** @default false */
  readonly defaulting?: boolean | undefined;
  /** @default false */
  readonly validation?: boolean | undefined;
  /** @default false */
  readonly conversion?: boolean | undefined;
  /** Versions to convert from and to. @default all others of the kind */
  readonly spokes?: readonly string[] | undefined;
  /** Write over a webhook that is there. @default false */
  readonly force?: boolean | undefined;
  /** Check everything, and write nothing. @default false */
  readonly dryRun?: boolean | undefined;
}

export interface CreateWebhookResult extends ScaffoldResult {
  /** Lines for the user to add to `src/main.ts`, when it is not certain where they go. */
  readonly linesForMain: readonly string[];
}

/** One class to write, with its test. */
interface Part {
  readonly template: 'defaulter' | 'validator' | 'converter';
  readonly className: string;
  /** Below the project's root, without `.ts`. */
  readonly file: string;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Adds webhooks of a kind to a project: a class and its test for each, registered in `src/main.ts`, and
 * PROJECT. May be called again for what was left out. Semantics: kubebuilder's `create webhook`.
 * @throws {ProjectError} outside a project, when the kind is not in it, and (unless forced) when the
 *   webhook is there already
 */
export async function createWebhook(options: CreateWebhookOptions): Promise<CreateWebhookResult> {
  const { directory } = options;
  const project = await readProjectFile(directory);
  const resource = resourceOf(options, project);
  const spokes = options.conversion === true ? spokesOf(options, project) : [];
  const parts = partsOf(options, { project, spokes });
  if (parts.length === 0) {
    throw new ProjectError(
      'nothing to do: say --defaulting, --programmatic-validation or --conversion',
    );
  }
  const header = (await readText(directory, 'hack/boilerplate.txt')) ?? '';
  const classes: FilePlan[] = await Promise.all(
    parts.map(async ({ template, file, values }) => [
      newFile(`${file}.ts`, await source(template, { values, header })),
      newFile(`${file}.test.ts`, await source(`${template}-test`, { values, header })),
    ]),
  );
  const registered = await registerInMain(
    directory,
    parts.map(({ className, file }) => ({
      className,
      alias: `${pascalCase(options.group)}${className}`,
      file: `${file}.ts`,
      takesClient: false,
    })),
  );
  const plan = [
    ...classes.flat(),
    ...registered.plan,
    updatedFile(
      projectFileName,
      formatProjectFile(withResource(project, recorded(resource, options, spokes))),
    ),
  ];
  const { directory: _, force, dryRun, ...settings } = options;
  const step = { command: 'create webhook', options: settings, plan } as const;
  const files = await writeStep(directory, step, { force, dryRun });
  return { files, linesForMain: registered.linesForMain };
}

function resourceOf(options: CreateWebhookOptions, project: ProjectFile): ProjectResource {
  const { group } = options;
  const version = checkVersion(options.version);
  const kind = checkKind(options.kind);
  const resource = findResource(project, { group, version, kind });
  if (resource?.api === undefined) {
    const name = `${fullGroupOf({ group, domain: project.domain })}/${version}, Kind=${kind}`;
    throw new ProjectError(
      `${name} is no API of this project: create it first with "operator create api"`,
    );
  }
  return resource;
}

function spokesOf(options: CreateWebhookOptions, project: ProjectFile): readonly string[] {
  const { group, version, kind } = options;
  const others = project.resources
    .filter((one) => one.group === group && one.kind === kind && one.api !== undefined)
    .map((one) => one.version)
    .filter((one) => one !== version);
  if (others.length === 0) {
    throw new ProjectError(
      `${kind} has one version, ${version}: there is nothing to convert. Create another first with "operator create api --version ..."`,
    );
  }
  for (const spoke of options.spokes ?? []) {
    if (!others.includes(spoke)) {
      throw new ProjectError(
        `${spoke} is no other version of ${kind}: write one of ${others.join(', ')}`,
      );
    }
  }
  return options.spokes ?? others;
}

function partsOf(
  options: CreateWebhookOptions,
  { project, spokes }: { readonly project: ProjectFile; readonly spokes: readonly string[] },
): Part[] {
  const { group, version, kind } = options;
  const className = classNameOf(kind);
  const kebab = kebabCase(kind);
  const fullGroup = fullGroupOf({ group, domain: project.domain });
  const folder = apiPaths({ group, version, kind }, project).webhooks;
  const moduleOf = (one: string): string => {
    const api = { group, version: one, kind };
    const types = findResource(project, api)?.path ?? apiPaths(api, project).types;
    return moduleFrom(`${folder}/webhook.ts`, types);
  };
  const values = {
    className,
    kind,
    kebab,
    version,
    apiVersion: `${fullGroup}/${version}`,
    typesModule: moduleOf(version),
  };
  const part = (template: 'defaulter' | 'validator', suffix: string): Part => ({
    template,
    className: `${className}${suffix}`,
    file: `${folder}/${kebab}-${template}`,
    values,
  });
  return [
    ...(options.defaulting === true ? [part('defaulter', 'Defaulter')] : []),
    ...(options.validation === true ? [part('validator', 'Validator')] : []),
    ...spokes.map((spoke): Part => {
      const spokeName = `${className}${spoke.charAt(0).toUpperCase()}${spoke.slice(1)}`;
      return {
        template: 'converter',
        className: `${spokeName}Converter`,
        file: `${folder}/${kebab}-${spoke}-converter`,
        values: {
          ...values,
          spoke,
          spokeName,
          spokeApiVersion: `${fullGroup}/${spoke}`,
          spokeModule: moduleOf(spoke),
        },
      };
    }),
  ];
}

async function source(
  template: Parameters<typeof webhookTemplate>[0],
  { values, header }: { readonly values: Part['values']; readonly header: string },
): Promise<string> {
  return withBoilerplate(render(await webhookTemplate(template), values), header);
}

function recorded(
  resource: ProjectResource,
  { defaulting, validation, conversion }: CreateWebhookOptions,
  spokes: readonly string[],
): ProjectResource {
  const { webhooks } = resource;
  const spoke = [...new Set([...(webhooks?.spoke ?? []), ...spokes])].toSorted();
  return {
    ...resource,
    webhooks: {
      ...webhooks,
      ...(defaulting === true && { defaulting }),
      ...(validation === true && { validation }),
      ...(conversion === true && { conversion, spoke }),
      webhookVersion: 'v1',
    },
  };
}
