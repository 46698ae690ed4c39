import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCustomResources } from './read-custom-resources.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'keelson-crds-'));
});

afterEach(() => rm(folder, { recursive: true }));

const write = (file: string, text: string) => writeFile(path.join(folder, file), text);
const crd = (name: string) =>
  `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: ${name} }\n`;

describe('readCustomResources', () => {
  it('reads every document of every YAML file, in order', async () => {
    await write('b.yml', crd('b'));
    await write('a.yaml', `---\n${crd('a1')}---\n# nothing\n---\n${crd('a2')}`);
    await write('notes.txt', 'mine');
    const names = (await readCustomResources(folder)).map(({ metadata }) => metadata.name);
    expect(names).toEqual(['a1', 'a2', 'b']);
  });

  it.each([
    [crd('x').replace(/kind: .*/, 'kind: Pod'), 'a.yaml is not a CustomResourceDefinition'],
    ['just text\n', 'a.yaml: a manifest needs apiVersion, kind and metadata'],
    ['a: [\n', 'a.yaml is not YAML'],
  ])('refuses %j', async (text, message) => {
    await write('a.yaml', text);
    await expect(readCustomResources(folder)).rejects.toThrow(message);
  });

  it.each(['.', 'missing'])('says what to do when there is nothing in %s', async (sub) => {
    await expect(readCustomResources(path.join(folder, sub))).rejects.toThrow(
      'run npm run generate first',
    );
  });
});
