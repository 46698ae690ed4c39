import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { ProjectError } from './project-error.ts';

/** What is understood of a kustomization. Semantics: kubectl's kustomize, "kustomization.yaml". */
export interface Kustomization {
  /** Files, and folders with a kustomization of their own. */
  readonly resources?: readonly string[];
  readonly namespace?: string;
  readonly namePrefix?: string;
  readonly labels?: readonly LabelSet[];
  readonly images?: readonly ImageOverride[];
}

/** Labels put on everything, and by choice on what selects and on what is selected. */
export interface LabelSet {
  readonly pairs: Readonly<Record<string, string>>;
  /** @default false */
  readonly includeSelectors?: boolean;
  /** @default false */
  readonly includeTemplates?: boolean;
}

/** Another image in place of one. */
export interface ImageOverride {
  /** As the manifests have it, without tag and digest. */
  readonly name: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly digest?: string;
}

const understood = new Set([
  'apiVersion',
  'kind',
  'resources',
  'namespace',
  'namePrefix',
  'labels',
  'images',
  'configurations',
]);

/** @throws {ProjectError} when it is missing, is not YAML, or says what is not understood */
export async function readKustomization(folder: string): Promise<Kustomization> {
  const file = path.join(folder, 'kustomization.yaml');
  let content: unknown;
  try {
    content = parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof YAMLParseError) {
      throw new ProjectError(`${file} is not YAML: ${error.message.split('\n')[0] ?? ''}`);
    }
    throw new ProjectError(`${file} cannot be read: is this the folder of a kustomization?`, {
      cause: error,
    });
  }
  const unknown = Object.keys(content ?? {}).find((key) => !understood.has(key));
  if (unknown !== undefined) {
    throw new ProjectError(
      `${file}: "${unknown}" is more than is understood here: use "kubectl kustomize" for this project`,
    );
  }
  const kustomization: Kustomization = content ?? {};
  for (const key of ['resources', 'labels', 'images'] as const) {
    const { [key]: list = [] } = kustomization;
    if (!Array.isArray(list)) throw new ProjectError(`${file}: "${key}" must be a list`);
  }
  return kustomization;
}
