import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generate } from '@keelson/scaffold';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';

const fixtures = path.join(import.meta.dirname, 'fixtures', 'controller-gen');
const crd = 'fleet.example.com_vessels.yaml';

/** Where we differ from controller-gen, and why. */
const deliberate: readonly (readonly [path: RegExp, reason: string])[] = [
  [/^metadata\.annotations\./, 'each names itself'],
  [/\.properties\.(apiVersion|kind)\.description$/, 'said in fewer words'],
  [/\.watch\.pattern$/, 'a text that is no duration is refused by the API server, not by us'],
  [/\.metadata\.properties$/, 'labels and annotations of a pod template are kept, not pruned'],
  [/\.name\.description$/, 'no empty line at the end, where a TODO was left out'],
  [/\.(configMap|secret|configMapRef|secretRef)\.x-kubernetes-map-type$/, 'as published'],
  [/\.azureDisk\.properties\.(kind|cachingMode)\.default$/, 'as published'],
  [/\.sources\.nullable$/, 'null is what the API server sends for an empty list'],
  [/\.evictionResponders\./, 'rules that the API server checks by itself, and does not publish'],
];

const valuesOf = (value: unknown, at = ''): [string, unknown][] =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0
    ? Object.entries(value).flatMap(([key, inner]) =>
        valuesOf(inner, at === '' ? key : `${at}.${key}`),
      )
    : [[at, value]];

/** What stands in one and not, or otherwise, in the other; below `properties` of `metadata` as one. */
function differences(ours: unknown, theirs: unknown): string[] {
  const [left, right] = [new Map(valuesOf(ours)), new Map(valuesOf(theirs))];
  const paths = new Set([...left.keys(), ...right.keys()]);
  return [...paths]
    .filter((at) => JSON.stringify(left.get(at)) !== JSON.stringify(right.get(at)))
    .map((at) =>
      at.replace(
        /(\.(?:template|volumeClaimTemplate)\.properties\.metadata\.properties)\..*/,
        '$1',
      ),
    );
}

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'keelson-parity-'));
  await cp(fixtures, directory, { recursive: true });
  const modules = path.join(import.meta.dirname, '..', 'node_modules');
  await symlink(modules, path.join(directory, 'node_modules'));
});

afterAll(() => rm(directory, { recursive: true }));

it('makes of every marker what controller-gen makes of it, but for what is better', async () => {
  await generate({ projectDirectory: directory });
  const ours = await readFile(path.join(directory, 'config/crd/bases', crd), 'utf8');
  const theirs = await readFile(path.join(fixtures, 'golden', crd), 'utf8');
  const different = differences(parse(ours), parse(theirs));
  expect(different.filter((at) => !deliberate.some(([known]) => known.test(at)))).toEqual([]);
  const unused = deliberate.filter(([known]) => !different.some((at) => known.test(at)));
  expect(unused).toEqual([]);
});
