import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../testing/test-io.ts';

let cwd: string;

beforeEach(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'keelson-cli-'));
  cwd = path.join(folder, 'ship');
  await mkdir(cwd);
});

afterEach(() => rm(path.dirname(cwd), { recursive: true }));

const init = ['init', '--domain', 'example.com', '--no-fetch-deps'];
const captain = ['--group', 'crew', '--version', 'v1', '--kind', 'Captain'];

describe('operator init', () => {
  it('lists what it writes and says what comes next', async () => {
    const { exitCode, stdout, stderr } = await runCli(init, { cwd });
    expect([exitCode, stderr]).toEqual([0, '']);
    const [first, ...lines] = stdout.trimEnd().split('\n');
    expect(first).toBe('Writing scaffold for you to edit...');
    expect(lines.slice(-2)).toEqual(['Next: Define a resource with:', '$ npx operator create api']);
    const written = await readdir(cwd, { recursive: true });
    expect(written).toEqual(expect.arrayContaining(lines.slice(0, -2)));
  });

  it('asks for what is missing on a terminal', async () => {
    const answers = ['example.com', 'n'];
    const { exitCode, stdout } = await runCli(['init'], { cwd, answers });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Run npm install to fetch dependencies (Recommended) [y/n]? ');
    expect(await readFile(path.join(cwd, 'PROJECT'), 'utf8')).toContain('domain: example.com');
  });

  it.each([
    [['init', '--no-fetch-deps'], 2, 'Must specify --domain'],
    [[...init, '--license', 'mit'], 2, '--license cannot be "mit": choose one of "apache2"'],
    [[...init, '--project-name', 'A'], 1, 'project name "A" is invalid: must be a DNS-1123 label'],
    [[...init, '--ower', 'me'], 2, 'unknown flag --ower: did you mean --owner\\?'],
  ])('refuses %j', async (args, code, message) => {
    const { exitCode, stderr } = await runCli(args, { cwd });
    expect(exitCode).toBe(code);
    expect(stderr).toMatch(new RegExp(`^Error: ${message}.*\n$`));
    expect(await readdir(cwd)).toEqual([]);
  });

  it('says that the project is written when npm fails', async () => {
    const run = { cwd, env: { PATH: '/nowhere' } };
    const { exitCode, stderr } = await runCli(['init', '--domain', 'example.com'], run);
    expect([exitCode, stderr]).toEqual([127, 'Error: npm is not installed, or not on the PATH\n']);
  });

  it('refuses a second time', async () => {
    await runCli(init, { cwd });
    expect(await runCli(init, { cwd })).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'Error: project is already initialized\n',
    });
  });
});

describe('operator create api', () => {
  it('asks what to write on a terminal, and writes just that', async () => {
    await runCli(init, { cwd });
    const run = { cwd, answers: ['y', 'n'] };
    const { exitCode, stdout } = await runCli(['create', 'api', ...captain], run);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      [
        'Create Resource under src/api [y/n]? Create Controller under src/controllers [y/n]? ' +
          'Writing scaffold for you to edit...',
        'src/api/v1/captain.ts',
        'src/api/v1/captain.test.ts',
        'config/samples/crew_v1_captain.yaml',
        'config/crd/kustomization.yaml',
        'config/samples/kustomization.yaml',
        'PROJECT',
        'Next: npm install, then npm run generate to write the manifests',
        '',
      ].join('\n'),
    );
  });

  it('asks for the names too', async () => {
    await runCli(init, { cwd });
    const run = { cwd, answers: ['crew', 'v1', 'Captain', 'y', 'y'] };
    const { exitCode, stdout } = await runCli(['create', 'api'], run);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Group: Version: Kind: Create Resource/);
    expect(await readdir(path.join(cwd, 'src/controllers'))).toHaveLength(2);
  });

  it.each([
    ['group', captain.slice(2)],
    ['version', captain.toSpliced(2, 2)],
    ['kind', captain.slice(0, 4)],
  ])('needs --%s when nobody can be asked', async (name, flags) => {
    await runCli(init, { cwd });
    expect(await runCli(['create', 'api', ...flags], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: `Error: Must specify --${name}\n`,
    });
  });

  it('is of no use outside a project', async () => {
    expect(await runCli(['create', 'api', ...captain], { cwd })).toMatchObject({
      exitCode: 1,
      stderr: 'Error: Command must be run from a directory containing PROJECT\n',
    });
  });
});

describe('operator run', () => {
  it('needs something to run', async () => {
    await runCli(init, { cwd });
    expect(await runCli(['run', '--no-build'], { cwd })).toMatchObject({
      exitCode: 1,
      stderr: 'Error: dist/main.js is not there: run without --no-build\n',
    });
  });
});

describe('a dry run', () => {
  it('lists what would be written, and writes nothing', async () => {
    const dry = await runCli(['init', '--domain', 'example.com', '--dry-run'], { cwd });
    expect(await readdir(cwd)).toEqual([]);
    const real = await runCli(init, { cwd });
    const filesOf = (stdout: string) => stdout.split('\n').filter((line) => !/ |^$/.test(line));
    expect(dry).toMatchObject({ exitCode: 0, stderr: '' });
    expect(dry.stdout).toMatch(/^Would write:\n/);
    expect(filesOf(dry.stdout)).toEqual(filesOf(real.stdout));

    const before = await readdir(cwd, { recursive: true });
    for (const command of ['api', 'webhook']) {
      const flags = command === 'api' ? [] : ['--defaulting'];
      const run = ['create', command, ...captain, ...flags, '--make=false'];
      const { exitCode, stdout } = await runCli([...run, '--dry-run'], { cwd });
      expect([exitCode, stdout]).toEqual([0, expect.stringContaining('captain')]);
      expect(await readdir(cwd, { recursive: true })).toEqual(before);
      if (command === 'api') await runCli(run, { cwd });
      before.splice(0, before.length, ...(await readdir(cwd, { recursive: true })));
    }
  });
});
