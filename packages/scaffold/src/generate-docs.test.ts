import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { generateDocs } from './generate-docs.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const example = path.join(root, 'packages/scaffold/fixtures/healthcheckpolicy');
const page = 'docs/api/policy.k8s-go.openshift.org_healthcheckpolicies.md';
const expected = path.join(root, 'packages/scaffold/fixtures/healthcheckpolicy/expected.md');

let projectDirectory: string;

beforeEach(async () => {
  projectDirectory = await mkdtemp(path.join(tmpdir(), 'keelson-docs-'));
  await cp(example, path.join(projectDirectory, 'src'), { recursive: true });
  await symlink(path.join(root, 'test/node_modules'), path.join(projectDirectory, 'node_modules'));
  const compilerOptions = { noEmit: true, composite: false, incremental: false, types: [] };
  const tsconfig = { extends: path.join(root, 'tsconfig.base.json'), compilerOptions };
  await writeFile(path.join(projectDirectory, 'tsconfig.json'), JSON.stringify(tsconfig));
  await writeFile(path.join(projectDirectory, 'package.json'), JSON.stringify({ type: 'module' }));
});

afterEach(() => rm(projectDirectory, { recursive: true }));

it('writes the page of a kind, and says when it is out of date', { timeout: 30_000 }, async () => {
  const missing = await generateDocs({ projectDirectory, check: true });
  expect(missing.outdated).toEqual([{ path: page, difference: 'does not exist' }]);
  expect((await generateDocs({ projectDirectory })).written).toEqual([page]);
  const file = path.join(projectDirectory, page);
  const text = await readFile(file, 'utf8');
  await expect(text).toMatchFileSnapshot(expected);
  expect((await generateDocs({ projectDirectory })).written).toEqual([]);

  const other = path.join(path.dirname(file), 'gone.md');
  await writeFile(other, text);
  await writeFile(path.join(path.dirname(file), 'mine.md'), '# Mine\n');
  await writeFile(file, text.replace('Stored.', ''));
  const { outdated, stale } = await generateDocs({ projectDirectory, check: true });
  expect(outdated.map((one) => one.path)).toEqual([page]);
  expect(stale).toEqual(['docs/api/gone.md']);
});
