import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { ProjectError } from './project-error.ts';

/** A Kubernetes object as a manifest says it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>> & { readonly name: string };
  readonly [field: string]: unknown;
}

/**
 * The objects of a folder of YAML files, in the files' order; kustomizations are left out. None when
 * there is no such folder.
 * @throws {ProjectError} when a file is not YAML, or holds what is no object
 */
export async function readManifests(folder: string): Promise<Manifest[]> {
  const found: string[] = await readdir(folder).catch(() => []);
  const files = found
    .filter((file) => /\.ya?ml$/.test(file) && !file.startsWith('kustomiz'))
    .toSorted();
  const lists = await Promise.all(
    files.map(async (file) =>
      parseManifests(await readFile(path.join(folder, file), 'utf8'), file),
    ),
  );
  return lists.flat();
}

/** The objects of a YAML text; `file` is for messages. @throws {ProjectError} when it is none, or holds what is no object */
export function parseManifests(text: string, file: string): Manifest[] {
  const values = parseAllDocuments(text).map((document) => {
    const [error] = document.errors;
    if (error !== undefined) {
      throw new ProjectError(`${file} is not YAML: ${error.message.split('\n')[0] ?? ''}`);
    }
    return document.toJS({ maxAliasCount: 0 }) as Partial<Manifest> | null;
  });
  const manifests = values.filter((value) => value !== null);
  for (const { apiVersion, kind, metadata } of manifests) {
    if (typeof apiVersion !== 'string' || typeof kind !== 'string' || metadata === undefined) {
      throw new ProjectError(`${file}: a manifest needs apiVersion, kind and metadata`);
    }
  }
  return manifests as Manifest[];
}
