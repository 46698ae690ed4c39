import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newFile, updatedFile } from './file-plan.ts';
import { writePlan } from './write-plan.ts';

let folder: string;
let root: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'keelson-plan-'));
  root = path.join(folder, 'project');
});

afterEach(() => rm(folder, { recursive: true }));

const all = async () => (await readdir(root, { recursive: true })).toSorted();
const text = (file: string) => readFile(path.join(root, file), 'utf8');

describe('writePlan', () => {
  it('writes files and the folders that they need', async () => {
    const written = await writePlan(root, [newFile('a', '1'), newFile('b/c/d', '2')]);
    expect(written).toEqual(['a', 'b/c/d']);
    expect(await all()).toEqual(['a', 'b', 'b/c', 'b/c/d']);
    expect(await text('b/c/d')).toBe('2');
  });

  it('writes nothing at all when one file is in the way', async () => {
    await writePlan(root, [newFile('a', 'mine')]);
    const plan = [newFile('new', '1'), newFile('a', '2')];
    await expect(writePlan(root, plan)).rejects.toThrow('a already exists: use --force');
    expect(await all()).toEqual(['a']);
    expect(await text('a')).toBe('mine');
    const written = await writePlan(root, plan, { force: true });
    expect(written).toEqual(['new', 'a.orig', 'a']);
    expect([await text('a'), await text('a.orig')]).toEqual(['2', 'mine']);
    await writePlan(root, [newFile('a', '3')], { force: true });
    expect([await text('a.orig'), await text('a.orig.2')]).toEqual(['mine', '2']);
  });

  it('says in a dry run what it would write, and refuses the same', async () => {
    expect(await writePlan(root, [newFile('a/b', '1')], { dryRun: true })).toEqual(['a/b']);
    await expect(readdir(root)).rejects.toThrow('ENOENT');
    await writePlan(root, [newFile('a/b', '1')]);
    const forced = { dryRun: true, force: true, remove: ['a/b', 'nothing'] };
    expect(await writePlan(root, [newFile('c', '2')], forced)).toEqual(['c', 'a/b']);
    await expect(writePlan(root, [newFile('a/b', '2')], { dryRun: true })).rejects.toThrow(
      'a/b already exists',
    );
    expect(await all()).toEqual(['a', 'a/b']);
  });

  it('removes files and the folders that are empty then, and keeps the rights of a file', async () => {
    await writePlan(root, [newFile('a/b/c', '1'), newFile('a/run', '1')]);
    await chmod(path.join(root, 'a/run'), 0o755);
    await writePlan(root, [updatedFile('a/run', '2')], { remove: ['a/b/c'] });
    expect(await all()).toEqual(['a', 'a/run']);
    expect((await stat(path.join(root, 'a/run'))).mode & 0o777).toBe(0o755);
  });

  it('replaces and keeps what it is told to, and reports only what it changed', async () => {
    await writePlan(root, [newFile('a', '1'), newFile('b', '1'), newFile('c', '1')]);
    const plan = [
      updatedFile('a', '2'),
      updatedFile('b', '1'),
      { path: 'c', contents: '2', ifExists: 'keep' },
    ] as const;
    expect(await writePlan(root, plan)).toEqual(['a']);
    expect([await text('a'), await text('c')]).toEqual(['2', '1']);
  });

  it.each(['../x', '/x', 'a/../../x', 'a//b', './a', '', String.raw`a\..\x`])(
    'refuses the path %j',
    async (file) => {
      await expect(writePlan(root, [newFile(file, 'x')])).rejects.toThrow('is not a path inside');
    },
  );

  it('does not follow a link out of the project, not even when forced', async () => {
    const outside = path.join(folder, 'outside');
    await mkdir(outside);
    await mkdir(root);
    await symlink(outside, path.join(root, 'link'));
    await writeFile(path.join(outside, 'file'), 'mine');
    await symlink(path.join(outside, 'file'), path.join(root, 'file'));
    for (const file of ['link/x', 'file']) {
      const writing = writePlan(root, [newFile('new', '1'), newFile(file, '2')], { force: true });
      await expect(writing).rejects.toThrow('is a symbolic link');
    }
    expect(await readdir(outside)).toEqual(['file']);
    expect(await text('file')).toBe('mine');
    expect((await readdir(root)).toSorted()).toEqual(['file', 'link']);
  });

  it('puts back what was there when a write fails half way', async () => {
    await writePlan(root, [newFile('a', 'mine')]);
    // The second path needs a folder where the first puts a file.
    const plan = [newFile('a', '2'), newFile('b/c', '3'), newFile('d', '4'), newFile('d/e', '5')];
    await expect(writePlan(root, plan, { force: true })).rejects.toThrow('nothing was changed');
    expect(await all()).toEqual(['a']);
    expect(await text('a')).toBe('mine');
  });
});
