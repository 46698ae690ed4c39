import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { ProjectError } from './project-error.ts';

/**
 * The custom resource definitions of a folder of YAML files, in the files' order.
 * @throws {ProjectError} when there are none, or a file is something else
 */
export async function readCustomResources(folder: string): Promise<object[]> {
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

function parseDefinitions(text: string, file: string): object[] {
  const values = parseAllDocuments(text).map((document) => {
    const [error] = document.errors;
    if (error !== undefined) {
      throw new ProjectError(`${file} is not YAML: ${error.message.split('\n')[0] ?? ''}`);
    }
    return document.toJS({ maxAliasCount: 0 }) as { kind?: unknown } | null;
  });
  const definitions = values.filter((value) => value !== null);
  if (definitions.some(({ kind }) => kind !== 'CustomResourceDefinition')) {
    throw new ProjectError(`${file} is not a CustomResourceDefinition`);
  }
  return definitions;
}
