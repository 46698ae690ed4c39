import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newProject } from './new-project.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'keelson-new-'));
});

afterEach(() => rm(folder, { recursive: true }));

const domain = 'example.com';
const api = { group: 'crew', version: 'v1', kind: 'Captain' };
const make = (name: string, more: Partial<Parameters<typeof newProject>[0]> = {}) =>
  newProject({ directory: path.join(folder, name), domain, api, ...more });

describe('newProject', () => {
  it('makes the folder, the project and its first API, each file listed once', async () => {
    const { files } = await make('deep/app-operator');
    expect(new Set(files).size).toBe(files.length);
    expect(files).toEqual(
      expect.arrayContaining(['PROJECT', 'src/main.ts', 'src/controllers/captain-controller.ts']),
    );
    const root = path.join(folder, 'deep/app-operator');
    for (const file of files) expect(await readFile(path.join(root, file), 'utf8')).toBeDefined();
    expect(await readFile(path.join(root, 'PROJECT'), 'utf8')).toContain(
      'projectName: app-operator',
    );
    expect(await readdir(path.dirname(root))).toEqual(['app-operator']);
  });

  it('makes none when something has the name, or a name breaks its rule', async () => {
    await mkdir(path.join(folder, 'folder'));
    await writeFile(path.join(folder, 'file'), 'mine');
    await symlink('/nowhere', path.join(folder, 'link'));
    for (const name of ['folder', 'file', 'link']) {
      await expect(make(name)).rejects.toThrow(`project (${name}) exists: choose another folder`);
    }
    const bad = { ...api, kind: 'captain' };
    await expect(make('new', { api: bad })).rejects.toThrow('Kind must be camelcase');
    await expect(make('deep/new', { api: bad })).rejects.toThrow('Kind must be camelcase');
    await expect(make('file/new')).rejects.toThrow('cannot make a folder in');
    expect((await readdir(folder)).toSorted()).toEqual(['file', 'folder', 'link']);
  });

  it('removes what a process left that was killed, and nothing else', async () => {
    const dead = 2 ** 22 + 1;
    const others = ['.ship-keelson-x', `.ship-keelson-${process.ppid}`, `.boat-keelson-${dead}`];
    for (const name of [...others, `.ship-keelson-${dead}`]) await mkdir(path.join(folder, name));
    await make('ship');
    expect((await readdir(folder)).toSorted()).toEqual([...others, 'ship'].toSorted());
    const { mode } = await stat(path.join(folder, 'ship'));
    expect(mode & 0o777).toBe(0o777 & ~process.umask());
  });

  it('takes folders of any name, with a project name where none can be made of it', async () => {
    await make('Größe & Maß');
    expect(await readFile(path.join(folder, 'Größe & Maß/PROJECT'), 'utf8')).toMatch(
      /projectName: gro-e-ma\n/,
    );
    await expect(make('船')).rejects.toThrow('no project name can be made of the folder');
    await make('船', { projectName: 'ship' });
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('lists the same in a dry run, and makes nothing', async () => {
    const dry = await make('ship', { dryRun: true });
    expect(await readdir(folder)).toEqual([]);
    expect(dry).toEqual(await make('ship'));
  });
});
