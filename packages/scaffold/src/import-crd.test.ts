import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createProject } from './create-project.ts';
import { importCrd } from './import-crd.ts';
import { type Manifest, parseManifests } from './project/read-manifests.ts';

const fixtures = path.resolve(import.meta.dirname, '../fixtures/import-crd');
const types = 'src/external/work.example.com/v1/task.ts';
const crd = 'config/crd/external/tasks.work.example.com.yaml';

let directory: string;
let definition: Manifest;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'keelson-import-'));
  await createProject({ directory, domain: 'example.com', projectName: 'ship', owner: 'The crew' });
  const file = path.join(fixtures, 'definition.yaml');
  [definition] = parseManifests(await readFile(file, 'utf8'), file) as [Manifest];
});

afterEach(() => rm(directory, { recursive: true }));

const text = (file: string) => readFile(path.join(directory, file), 'utf8');
const importIt = (changes: object = {}, versions?: string[]) => {
  const objects = [{ ...definition, ...changes }];
  return importCrd({ directory, objects, source: 'task.yaml', versions });
};

describe('importCrd', () => {
  it('writes types as they are expected, and the definition for the tests', async () => {
    expect((await importIt()).files).toEqual([types, crd]);
    await expect(await text(types)).toMatchFileSnapshot(path.join(fixtures, 'expected.ts'));
    expect(parse(await text(crd))).toMatchObject({
      metadata: { name: 'tasks.work.example.com' },
      spec: { group: 'work.example.com', conversion: { strategy: 'None' } },
    });
    expect((await importIt()).files).toEqual([]);
  });

  it('looks into lists, and past what is no definition', async () => {
    const list = { apiVersion: 'v1', kind: 'List', metadata: {}, items: [definition] };
    const objects = [list as unknown as Manifest, { ...definition, kind: 'Deployment' }];
    expect((await importCrd({ directory, objects, source: 'a' })).files).toEqual([types, crd]);
  });

  it.each([
    [{ kind: 'Deployment' }, 'task.yaml has no CustomResourceDefinition'],
    [{ apiVersion: 'apiextensions.k8s.io/v1beta1' }, 'which no API server serves since 1.22'],
    [{ spec: {} }, 'tasks.work.example.com has no spec.group, spec.names or spec.versions'],
  ])('refuses %j', async (changes, message) => {
    await expect(importIt(changes)).rejects.toThrow(message);
  });

  it.each([
    [{ group: '../../x' }, '"../../x" is no name of a group, plural or version'],
    [{ names: { kind: 'A {}; evil', plural: 'a' } }, 'cannot be the name of a type'],
    [{ versions: [] }, 'serves no version'],
  ])('refuses a spec with %j', async (changes, message) => {
    const spec = { ...(definition['spec'] as object), ...changes };
    await expect(importIt({ spec })).rejects.toThrow(message);
  });

  it('writes over nothing that it has not written, and knows which versions there are', async () => {
    await expect(importIt({}, ['v1alpha1'])).rejects.toThrow(
      'does not serve v1alpha1: it serves v1',
    );
    await importIt();
    await writeFile(path.join(directory, types), '// mine\n');
    await expect(importIt()).rejects.toThrow(`${types} was not written by this command`);
    expect(await text(types)).toBe('// mine\n');
  });
});
