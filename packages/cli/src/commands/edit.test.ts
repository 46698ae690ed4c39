import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTree } from '../testing/read-tree.ts';
import { runCli } from '../testing/test-io.ts';

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(path.join(tmpdir(), 'keelson edit '));
  await runCli(['init', '--domain', 'example.com', '--project-name', 'ship', '--no-fetch-deps'], {
    cwd,
  });
});

afterEach(() => rm(cwd, { recursive: true }));

const tree = () => readTree(cwd);

const captain = ['--group', 'crew', '--version', 'v1', '--kind', 'Captain', '--make=false'];

describe('every command that changes a project', () => {
  it('leaves it as it is when it is run again', { timeout: 60_000 }, async () => {
    for (const args of [
      ['create', 'api', ...captain],
      ['create', 'webhook', ...captain, '--defaulting'],
      ['edit', '--multigroup', '--make=false'],
      ['edit', '--namespaced', '--owner', 'The crew', '--make=false'],
      ['upgrade'],
      ['init', '--domain', 'example.com', '--no-fetch-deps'],
    ]) {
      await runCli(args, { cwd });
      const once = await tree();
      const { exitCode, stdout, stderr } = await runCli(args, { cwd });
      expect(await tree()).toEqual(once);
      if (exitCode === 0) expect(stdout).toMatch(/nothing to change\n$/);
      else expect(stderr).toMatch(/^Error: .*already (exists|initialized).*\n$/);
    }
  });
});

describe('operator edit', () => {
  it('says where later APIs go', async () => {
    const { stdout } = await runCli(['edit', '--multigroup', '--make=false'], { cwd });
    expect(stdout).toContain('Later APIs go to src/api/<group>/<version>');
    expect(await readFile(path.join(cwd, 'PROJECT'), 'utf8')).toMatch(/^multigroup: true$/m);
  });

  it('lists in a dry run what it would write', async () => {
    const before = await tree();
    expect(await runCli(['edit', '--namespaced', '--dry-run'], { cwd })).toEqual({
      exitCode: 0,
      stdout: 'Would write:\nconfig/manager/manager.yaml\nPROJECT\n',
      stderr: '',
    });
    expect(await tree()).toEqual(before);
  });

  it('refuses to do nothing', async () => {
    expect(await runCli(['edit'], { cwd })).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^Error: nothing to do: say --multigroup, .*\n$/),
    });
  });
});

describe('conflicts', () => {
  it('are listed, and end edit and upgrade with exit code 3 until they are resolved', async () => {
    const manager = path.join(cwd, 'config/manager/manager.yaml');
    const text = await readFile(manager, 'utf8');
    await writeFile(manager, text.replace("value: ''", "value: 'mine'"));
    const { exitCode, stderr } = await runCli(['edit', '--namespaced'], { cwd });
    expect([exitCode, stderr]).toEqual([
      3,
      'conflict in config/manager/manager.yaml\n' +
        'Error: 1 conflict: edit what stands between "<<<<<<<" and ">>>>>>>"; in package.json yours was kept\n',
    ]);
    expect(await readFile(manager, 'utf8')).toMatch(
      /<<<<<<< yours\n +value: 'mine'\n=======\n[^]*fieldPath: metadata.namespace\n>>>>>>> scaffold\n/,
    );
    const marked = await tree();
    expect(await runCli(['upgrade'], { cwd })).toMatchObject({
      exitCode: 3,
      stderr: expect.stringMatching(/^Error: config.manager.manager.yaml: resolve the conflicts/),
    });
    expect(await tree()).toEqual(marked);
    await writeFile(manager, text);
    expect(await runCli(['upgrade'], { cwd })).toMatchObject({ exitCode: 0 });
  });
});

describe('a PROJECT that is not right', () => {
  it.each([
    ['', 'PROJECT is empty'],
    ['[', 'PROJECT is not YAML: .*'],
    ['version: "4"\n', 'PROJECT has version "4"; this command understands "3"'],
    ['version: "3"\nprojectName: ship\n', 'PROJECT has no domain'],
    ['version: "3"\ndomain: a.b\nprojectName: ship\nresources: [null]\n', 'PROJECT: each of.*'],
    ['version: "3"\ndomain: a.b\nprojectName: ship\ncliVersion: 1\n', 'PROJECT: cliVersion.*'],
    [
      'version: "3"\ndomain: a.b\nprojectName: ship\nresources: 1\n',
      'PROJECT: resources must be.*',
    ],
  ])('(%j) is one clear line of every command', async (text, message) => {
    await writeFile(path.join(cwd, 'PROJECT'), text);
    await appendFile(path.join(cwd, 'README.md'), 'Ours.\n');
    const before = await tree();
    for (const args of [
      ['create', 'api', ...captain],
      ['create', 'webhook', ...captain, '--defaulting'],
      ['edit', '--multigroup'],
      ['upgrade'],
      ['generate'],
      ['run'],
      ['dev'],
    ]) {
      const { exitCode, stderr } = await runCli(args, { cwd });
      expect([args, exitCode, stderr]).toEqual([
        args,
        1,
        expect.stringMatching(`^Error: ${message}\n$`),
      ]);
    }
    expect(await tree()).toEqual(before);
  });
});
