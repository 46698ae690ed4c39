import { stringify } from 'yaml';
import type { ScaffoldResult } from './create-project.ts';
import { emitKind, importedMark } from './external/emit-kind.ts';
import { type ForeignDefinition, foreignDefinitions } from './external/foreign-definition.ts';
import { type PlannedFile, updatedFile } from './project/file-plan.ts';
import { kebabCase } from './project/names.ts';
import { ProjectError } from './project/project-error.ts';
import { readProjectFile } from './project/project-file.ts';
import type { Manifest } from './project/read-manifests.ts';
import { readText } from './project/read-text.ts';
import { writePlan } from './project/write-plan.ts';

/** What `import crd` takes. */
export interface ImportCrdOptions {
  /** The project's root. */
  readonly directory: string;
  /** Objects with the definitions among them. */
  readonly objects: readonly Manifest[];
  /** Where the objects came from, for messages. */
  readonly source: string;
  /** Only these versions. @default all that are served */
  readonly versions?: readonly string[] | undefined;
  /** Check everything, and write nothing. @default false */
  readonly dryRun?: boolean | undefined;
}

/**
 * Writes the types of other operators' kinds: `src/external/<group>/<version>/<kind>.ts`, each name a
 * type and a value as those of `@keelson/kubernetes` are; and their definitions to `config/crd/external`,
 * where tests and `operator dev` install them from. A second time brings both up to date.
 * @throws {ProjectError} when there is no definition, a version is not served, or a file is in the way
 *   that was not written so
 */
export async function importCrd(options: ImportCrdOptions): Promise<ScaffoldResult> {
  const { directory, objects, source, versions, dryRun } = options;
  await readProjectFile(directory);
  const definitions = foreignDefinitions(objects, source);
  const plan = [...filesOf(definitions, versions)];
  for (const { path } of plan) {
    const text = await readText(directory, path);
    if (text !== undefined && path.endsWith('.ts') && !text.startsWith(importedMark)) {
      throw new ProjectError(`${path} was not written by this command: move it out of the way`);
    }
  }
  return { files: await writePlan(directory, plan, { dryRun }) };
}

function* filesOf(
  definitions: readonly ForeignDefinition[],
  wanted: readonly string[] | undefined,
): Generator<PlannedFile> {
  for (const definition of definitions) {
    const { group, kind, name, manifest } = definition;
    const versions = definition.versions.filter(({ version }) => wanted?.includes(version) ?? true);
    if (versions.length === 0) {
      const served = definition.versions.map(({ version }) => version).join(', ');
      throw new ProjectError(`${name} does not serve ${wanted?.join(', ')}: it serves ${served}`);
    }
    for (const version of versions) {
      const path = `src/external/${group}/${version.version}/${kebabCase(kind)}.ts`;
      yield updatedFile(path, emitKind(definition, version));
    }
    yield updatedFile(`config/crd/external/${name}.yaml`, stringify(manifest, { lineWidth: 0 }));
  }
}
