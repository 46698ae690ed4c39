import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { crdFileName, customResourceDefinition, sizeProblem } from './emit/crd.ts';
import { hasWebhooks, managerRbac } from './emit/rbac.ts';
import { userRoles } from './emit/user-roles.ts';
import { webhookConfigurations } from './emit/webhook.ts';
import { webhookFiles } from './emit/webhook-folder.ts';
import { formatManifests, generatedMark } from './emit/yaml.ts';
import type { ApiModel } from './model/api-model.ts';
import { findOutdated, findStale, type OutdatedFile } from './project/compare-plan.ts';
import { type FilePlan, newFile, updatedFile } from './project/file-plan.ts';
import { finishInterrupted } from './project/file-transaction.ts';
import { addKustomizeConfiguration, addKustomizeResource } from './project/kustomization.ts';
import { planSamples } from './project/plan-samples.ts';
import { readModel } from './read-model.ts';
import { misplacedRules } from './rights/misplaced-rules.ts';
import { redundantRules } from './rights/redundant-rules.ts';
import { formatProblem } from './source/source-error.ts';
import { writePlan } from './project/write-plan.ts';
import { generatorVersion } from './generator-version.ts';

/** Options of {@link generate}. */
export interface GenerateOptions {
  /** Root of the project. */
  readonly projectDirectory: string;
  /** Write nothing, only tell what is out of date. @default false */
  readonly check?: boolean | undefined;
  /** The project's TypeScript configuration, below its root. @default 'tsconfig.json' */
  readonly tsconfig?: string | undefined;
  /** Folder of the manifests, below the project's root. @default 'config' */
  readonly outputDirectory?: string | undefined;
  /** File with comments to put first in each manifest, below the root. @default none */
  readonly headerFile?: string | undefined;
  /** Characters of a description in a definition; 0 leaves them out. @default as long as they are */
  readonly maxDescriptionLength?: number | undefined;
}

/** What {@link generate} found and did. */
export interface GenerateResult {
  /** All files that the source stands for, sorted. */
  readonly files: readonly string[];
  /** Those that were written; none with `check`. */
  readonly written: readonly string[];
  /** Those that would have been written, with `check`. */
  readonly outdated: readonly OutdatedFile[];
  /** Generated files of what the source no longer has: for the user to delete. */
  readonly stale: readonly string[];
  /** What is as the source says, but worth knowing: a line each. */
  readonly notices: readonly string[];
}

/**
 * Writes the manifests of a project from its TypeScript source, which is read and never run:
 * custom resource definitions to `crd/bases`, roles and bindings to `rbac`, webhook configurations to
 * `webhook`, the kustomizations that list them, and the samples that follow the types. Files that are as they should be are not touched.
 * @throws {SourceError} with all that is wrong in the source
 */
export async function generate(options: GenerateOptions): Promise<GenerateResult> {
  const { projectDirectory, tsconfig = 'tsconfig.json', outputDirectory = 'config' } = options;
  const root = path.resolve(projectDirectory);
  if (options.check !== true) await finishInterrupted(root);
  const { model, project } = await readModel(root, tsconfig);
  const header =
    options.headerFile === undefined
      ? undefined
      : await readFile(path.join(root, options.headerFile), 'utf8');

  // What `config/default` puts before every name; nothing outside of a project.
  const namePrefix = project === undefined ? '' : `${project.projectName}-`;
  const { maxDescriptionLength } = options;
  const definitions = definitionsOf(model, maxDescriptionLength);
  const folders = manifestFolders(model, { header, namePrefix, definitions });
  const tooLarge = [...definitions].flatMap(([name, definition]) => {
    const problem = sizeProblem(definition);
    return problem === undefined ? [] : [`${outputDirectory}/crd/bases/${name} ${problem}`];
  });
  const misplaced = project === undefined ? [] : misplacedRules(model.rules);
  const problems = [...redundantRules(model.rules), ...misplaced];
  const notices = [...problems.map(formatProblem), ...tooLarge];
  const { resources } = model;
  const domain = project?.domain ?? '';
  const plan = (
    await Promise.all([
      ...[...folders].map(([folder, files]) =>
        folder === 'webhook'
          ? planWebhooks(root, outputDirectory, {
              files,
              isNeeded: hasWebhooks(model),
              projectName: project?.projectName,
            })
          : planFolder(root, `${outputDirectory}/${folder}`, files),
      ),
      planSamples(root, outputDirectory, { resources, domain }),
    ])
  ).flat();
  const stale = (
    await Promise.all(
      [...folders.keys()].map((folder) =>
        findStale(root, `${outputDirectory}/${folder}`, { plan, mark: generatedMark }),
      ),
    )
  ).flat();
  const files = plan.map((file) => file.path).toSorted();
  if (options.check === true) {
    return { files, written: [], outdated: await findOutdated(root, plan), stale, notices };
  }
  return { files, written: await writePlan(root, plan), outdated: [], stale, notices };
}

/** By the names of their files. */
function definitionsOf(
  { resources }: ApiModel,
  maxDescriptionLength: number | undefined,
): ReadonlyMap<string, object> {
  const options = { generatorVersion: generatorVersion(), maxDescriptionLength };
  return new Map(
    resources.map((resource) => [
      crdFileName(resource),
      customResourceDefinition(resource, options),
    ]),
  );
}

interface FolderContents {
  readonly header: string | undefined;
  readonly namePrefix: string;
  readonly definitions: ReadonlyMap<string, object>;
}

/** The generated files by folder, then by name. */
function manifestFolders(
  model: ApiModel,
  { header, namePrefix, definitions }: FolderContents,
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const format = (manifests: readonly object[]) => formatManifests(manifests, { header });
  const roles = [...managerRbac(model, { namePrefix }), ...userRoles(model.resources)].map(
    ({ name, manifests }): [string, string] => [name, format(manifests)],
  );
  const { webhooks } = model;
  const configurations: [string, string][] =
    webhooks.length > 0 ? [['manifests.yaml', format(webhookConfigurations(webhooks))]] : [];
  return new Map([
    ['crd/bases', new Map([...definitions].map(([name, one]) => [name, format([one])]))],
    ['rbac', new Map(roles)],
    ['webhook', new Map(configurations)],
  ]);
}

interface WebhookFolder {
  readonly files: ReadonlyMap<string, string>;
  readonly isNeeded: boolean;
  /** None outside of a project. */
  readonly projectName: string | undefined;
}

/** The configurations, how the API server reaches what they name, and that it all is deployed. */
async function planWebhooks(
  root: string,
  outputDirectory: string,
  { files, isNeeded, projectName }: WebhookFolder,
): Promise<FilePlan> {
  if (!isNeeded) return [];
  const folder = `${outputDirectory}/webhook`;
  const read = (file: string) => readFile(path.join(root, file), 'utf8').catch(() => undefined);
  const kustomization = `${folder}/kustomization.yaml`;
  const listed = [...files.keys(), 'service.yaml', 'allow_webhook_traffic.yaml'];
  const resources = listed.reduce(addKustomizeResource, (await read(kustomization)) ?? '');
  const deployed = `${outputDirectory}/default/kustomization.yaml`;
  const before = await read(deployed);
  return [
    ...[...files].map(([name, contents]) => updatedFile(`${folder}/${name}`, contents)),
    ...webhookFiles(projectName).map(({ name, contents }) => ({
      ...newFile(`${folder}/${name}`, contents),
      ifExists: 'keep' as const,
    })),
    updatedFile(kustomization, addKustomizeConfiguration(resources, 'kustomizeconfig.yaml')),
    ...(before === undefined
      ? []
      : [updatedFile(deployed, addKustomizeResource(before, '../webhook'))]),
  ];
}

const serviceAccount = `apiVersion: v1
kind: ServiceAccount
metadata:
  name: controller-manager
  namespace: system
`;

/** The files of a folder, and the kustomization that lists them. */
async function planFolder(
  root: string,
  folder: string,
  files: ReadonlyMap<string, string>,
): Promise<FilePlan> {
  const isBases = folder.endsWith('/bases');
  const kustomization = `${isBases ? path.posix.dirname(folder) : folder}/kustomization.yaml`;
  const accounts = isBases ? [] : ['service_account.yaml'];
  const listed = [
    ...accounts,
    ...[...files.keys()].map((name) => (isBases ? `bases/${name}` : name)),
  ];
  const before = await readFile(path.join(root, kustomization), 'utf8').catch(() => '');
  const after = listed.reduce(addKustomizeResource, before);
  return [
    ...[...files].map(([name, contents]) => updatedFile(`${folder}/${name}`, contents)),
    ...accounts.map((name) => ({
      ...newFile(`${folder}/${name}`, serviceAccount),
      ifExists: 'keep' as const,
    })),
    ...(listed.length > 0 ? [updatedFile(kustomization, after)] : []),
  ];
}
