import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApi } from '../create-api.ts';
import { createProject } from '../create-project.ts';
import { generate } from '../generate.ts';

const captain = { group: 'crew', version: 'v1', kind: 'Captain', controller: false };
const sample = 'config/samples/crew_v1_captain.yaml';
const types = 'src/api/v1/captain.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'keelson-samples-'));
  await createProject({ directory, domain: 'example.com', projectName: 'ship', owner: 'The crew' });
  await createApi({ directory, ...captain });
  const modules = path.join(import.meta.dirname, '../../../../test/node_modules');
  await symlink(modules, path.join(directory, 'node_modules'));
});

afterEach(() => rm(directory, { recursive: true }));

const text = (file: string) => readFile(path.join(directory, file), 'utf8');
const write = (file: string, contents: string) => writeFile(path.join(directory, file), contents);

describe('samples', () => {
  it('are what the generator makes of the scaffolded types', async () => {
    expect((await generate({ projectDirectory: directory })).written).not.toContain(sample);
    expect(await text(sample)).toMatch(
      /^# Follows .*\napiVersion: crew\.example\.com\/v1\nkind: Captain\nmetadata:\n {2}name: captain-sample\nspec:\n {2}size: 1\n$/,
    );
  });

  it('follow the types, until a user takes the mark away', async () => {
    const field = 'size: Int32 = 1;';
    await write(types, (await text(types)).replace(field, `${field}\n  rank!: string;`));
    expect((await generate({ projectDirectory: directory })).written).toContain(sample);
    expect(await text(sample)).toMatch(/\nspec:\n {2}size: 1\n {2}rank: example\n$/);

    const mine = 'kind: Captain\n';
    await write(sample, mine);
    expect((await generate({ projectDirectory: directory })).files).not.toContain(sample);
    expect(await text(sample)).toBe(mine);
  });
});
