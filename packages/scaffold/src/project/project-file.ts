import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { finishInterrupted } from './file-transaction.ts';
import { ProjectError } from './project-error.ts';

/** Name of the file that makes a folder a project. */
export const projectFileName = 'PROJECT';

/** One API of the project. Shape: kubebuilder's project file, version 3. */
export interface ProjectResource {
  /** Only when its types are in this project. */
  readonly api?: { readonly crdVersion: 'v1'; readonly namespaced?: boolean } | undefined;
  /** A controller of this kind is in this project. */
  readonly controller?: boolean | undefined;
  /** One of Kubernetes' own kinds. */
  readonly core?: boolean | undefined;
  /** A kind of another operator. */
  readonly external?: boolean | undefined;
  /** Absent where the group has none, as `apps`. */
  readonly domain?: string | undefined;
  readonly group: string;
  readonly kind: string;
  /** File of the types, below the project's root; of foreign kinds the module. */
  readonly path?: string | undefined;
  /** Only when it is not the regular plural of the kind. */
  readonly plural?: string | undefined;
  readonly version: string;
  readonly webhooks?: ProjectWebhooks | undefined;
}

/** The webhooks of one API. Shape: kubebuilder's project file, version 3. */
interface ProjectWebhooks {
  readonly defaulting?: boolean | undefined;
  readonly validation?: boolean | undefined;
  readonly conversion?: boolean | undefined;
  /** Versions that are converted to and from this one. */
  readonly spoke?: readonly string[] | undefined;
  readonly webhookVersion: 'v1';
}

/** What PROJECT records. Shape: kubebuilder's project file, version 3. */
export interface ProjectFile {
  readonly cliVersion: string;
  readonly domain: string;
  readonly layout: readonly string[];
  /** A folder for each group. */
  readonly multigroup?: boolean | undefined;
  readonly namespaced?: boolean | undefined;
  readonly projectName: string;
  /** Name of the npm package. */
  readonly repo: string;
  readonly resources: readonly ProjectResource[];
  readonly version: '3';
}

const header =
  '# Written by "operator init" and "operator create"; later commands read it. Keep it in version control.\n' +
  '# yaml-language-server: $schema=node_modules/@keelson/cli/schema/project.schema.json\n';

/** The text of PROJECT: keys in alphabetical order. */
export function formatProjectFile(project: ProjectFile): string {
  const { resources, ...rest } = project;
  const written = resources.length === 0 ? rest : { ...rest, resources };
  return header + stringify(written, { sortMapEntries: true, lineWidth: 0 });
}

/** @throws {ProjectError} when the text is not a project file that this version understands */
export function parseProjectFile(text: string): ProjectFile {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 0 });
  } catch (cause) {
    const [reason = ''] = String(cause).split('\n');
    throw new ProjectError(`${projectFileName} is not YAML: ${reason}`, { cause });
  }
  if (typeof value !== 'object' || value === null) {
    throw new ProjectError(`${projectFileName} is empty`);
  }
  const project = value as Partial<ProjectFile>;
  if (project.version !== '3') {
    throw new ProjectError(
      `${projectFileName} has version ${JSON.stringify(project.version)}; this command understands "3"`,
    );
  }
  const { domain, projectName, resources = [] } = project;
  if (typeof domain !== 'string') throw new ProjectError(`${projectFileName} has no domain`);
  if (typeof projectName !== 'string') {
    throw new ProjectError(`${projectFileName} has no projectName`);
  }
  if (!Array.isArray(resources)) {
    throw new ProjectError(`${projectFileName}: resources must be a list`);
  }
  if (!resources.every(isResource)) {
    throw new ProjectError(
      `${projectFileName}: each of resources needs group, version and kind, each a text`,
    );
  }
  for (const key of ['cliVersion', 'repo'] as const) {
    if (project[key] !== undefined && typeof project[key] !== 'string') {
      throw new ProjectError(`${projectFileName}: ${key} must be a text`);
    }
  }
  return {
    ...project,
    cliVersion: project.cliVersion ?? '',
    layout: project.layout ?? [],
    repo: project.repo ?? projectName,
    version: '3',
    domain,
    projectName,
    resources,
  };
}

function isResource(value: unknown): value is ProjectResource {
  const { group, version, kind } = (value ?? {}) as Partial<Record<string, unknown>>;
  return [group, version, kind].every((text) => typeof text === 'string');
}

/**
 * Reads PROJECT, after what a killed command had begun to write is complete.
 * @throws {ProjectError} when the folder holds no PROJECT, or one that is not understood
 */
export async function readProjectFile(directory: string): Promise<ProjectFile> {
  await finishInterrupted(directory);
  let text: string;
  try {
    text = await readFile(path.join(directory, projectFileName), 'utf8');
  } catch (cause) {
    throw new ProjectError('Command must be run from a directory containing PROJECT', { cause });
  }
  return parseProjectFile(text);
}

/** The entry of a kind in one version. */
export function findResource(
  project: ProjectFile,
  wanted: Pick<ProjectResource, 'group' | 'version' | 'kind'>,
): ProjectResource | undefined {
  return project.resources.find(
    ({ group, version, kind }) =>
      group === wanted.group && version === wanted.version && kind === wanted.kind,
  );
}

/** The project with one more resource, or with a changed one. */
export function withResource(project: ProjectFile, resource: ProjectResource): ProjectFile {
  const old = findResource(project, resource);
  const resources = old
    ? project.resources.map((one) => (one === old ? { ...old, ...resource } : one))
    : [...project.resources, resource];
  return { ...project, resources };
}
