import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../testing/test-io.ts';

let folder: string;
let cwd: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'keelson safety Größe 船 '));
  cwd = path.join(folder, `it's a "ship" & more`);
  await mkdir(cwd);
});

afterEach(() => rm(folder, { recursive: true }));

const init = ['init', '--domain', 'example.com', '--no-fetch-deps'];
const captain = ['--group', 'crew', '--version', 'v1', '--kind', 'Captain', '--make=false'];

describe('a folder of any name', () => {
  it('takes a project, its APIs and its webhooks', async () => {
    for (const args of [
      init,
      ['create', 'api', ...captain],
      ['create', 'webhook', ...captain, '--defaulting'],
      ['edit', '--namespaced', '--make=false'],
    ]) {
      expect(await runCli(args, { cwd })).toMatchObject({ exitCode: 0, stderr: '' });
    }
    expect(await readFile(path.join(cwd, 'PROJECT'), 'utf8')).toContain(
      'projectName: it-s-a-ship-more\n',
    );
  });
});

describe('hostile names', () => {
  const values = [
    '../x',
    '/etc',
    'a/b',
    'a\\b',
    '..',
    '.',
    ' ',
    '$(id)',
    'a\nb',
    'a\0b',
    "'",
    '--x',
  ];

  it.each(values)('%j is refused, and nothing is written anywhere', async (value) => {
    const around = async () => (await readdir(folder, { recursive: true })).toSorted();
    for (const flag of ['domain', 'project-name', 'repo']) {
      const { exitCode, stderr } = await runCli([...init, `--${flag}=${value}`], { cwd });
      expect([flag, exitCode]).toEqual([flag, expect.toBeOneOf([1, 2])]);
      expect(stderr).toMatch(/^Error: [^\n]+\n$/);
    }
    expect(await readdir(cwd)).toEqual([]);
    await runCli(init, { cwd });
    const before = await around();
    for (const flag of ['group', 'version', 'kind', 'plural', 'short-names']) {
      const args = ['create', 'api', ...captain, `--${flag}=${value}`];
      const { exitCode, stderr } = await runCli(args, { cwd });
      expect([flag, exitCode]).toEqual([flag, expect.toBeOneOf([1, 2])]);
      expect(stderr).toMatch(/^Error: [^\n]+\n$/);
    }
    expect(await around()).toEqual(before);
  });
});

describe('links', () => {
  it.each(['src', 'src/api', 'config/samples', 'PROJECT', 'src/main.ts'])(
    'are not followed out of the project at %s',
    async (name) => {
      await runCli(init, { cwd });
      await mkdir(path.join(cwd, 'src/api'), { recursive: true });
      const outside = path.join(folder, 'outside');
      await rename(path.join(cwd, name), outside);
      await symlink(outside, path.join(cwd, name));
      const state = async () => ({
        files: (await readdir(folder, { recursive: true })).toSorted(),
        project: await readFile(path.join(cwd, 'PROJECT'), 'utf8'),
        main: await readFile(path.join(cwd, 'src/main.ts'), 'utf8'),
      });
      const before = await state();
      const { exitCode, stderr } = await runCli(['create', 'api', ...captain], { cwd });
      expect([exitCode, stderr]).toEqual([
        1,
        expect.stringMatching(/^Error: .*is a symbolic link.*\n$/),
      ]);
      expect(await state()).toEqual(before);
    },
  );

  it('to the project itself are as good as its folder', async () => {
    const link = path.join(folder, 'link');
    await symlink(cwd, link);
    expect(await runCli([...init, '--project-name', 'ship'], { cwd: link })).toMatchObject({
      exitCode: 0,
    });
    expect(await readdir(cwd)).toContain('PROJECT');
  });
});
