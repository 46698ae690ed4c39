import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ProjectError } from './project-error.ts';
import { type Manifest, parseManifests } from './read-manifests.ts';

/**
 * The custom resource definitions of a folder of YAML files, in the files' order.
 * @throws {ProjectError} when there are none, or a file is something else
 */
export async function readCustomResources(folder: string): Promise<Manifest[]> {
  const found: string[] = await readdir(folder).catch(() => []);
  const files = found.filter((file) => /\.ya?ml$/.test(file)).toSorted();
  const lists = await Promise.all(
    files.map(async (file) =>
      parseDefinitions(await readFile(path.join(folder, file), 'utf8'), file),
    ),
  );
  const definitions = lists.flat();
  if (definitions.length === 0) {
    throw new ProjectError(
      `no custom resource definitions in ${folder}: run npm run generate first`,
    );
  }
  return definitions;
}

function parseDefinitions(text: string, file: string): Manifest[] {
  const definitions = parseManifests(text, file);
  if (definitions.some(({ kind }) => kind !== 'CustomResourceDefinition')) {
    throw new ProjectError(`${file} is not a CustomResourceDefinition`);
  }
  return definitions;
}
