import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { integer, sample } from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTree } from './read-tree.test.support.ts';
import { newFile, updatedFile } from './file-plan.ts';
import { finishInterrupted } from './file-transaction.ts';
import { writePlan } from './write-plan.ts';

const program = [
  '--conditions=keelson-source',
  path.join(import.meta.dirname, 'write-plan.test.support.ts'),
];
const deadProcess = 2 ** 22 + 1;
let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'keelson größe 项目 '));
});

afterEach(() => rm(root, { recursive: true }));

const tree = () => readTree(root);

/** How far a process is that writes 200 files: these are prepared first, then moved. */
function progress(): number {
  const stage = readdirSync(root).find((name) => name.startsWith('.keelson-writing-'));
  if (stage === undefined) return 0;
  const names = namesIn(path.join(root, stage));
  const drafts = names.filter((name) => /^\d+$/.test(name)).length;
  return names.includes('journal.json') ? 400 - drafts : drafts;
}

/** Nothing once the folder is gone. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

describe('a process that is killed while it writes', () => {
  it(
    'leaves what was there, or, once the next command has begun, all that it wanted',
    { timeout: 60_000 },
    async () => {
      const outcomes = new Set<string>();
      const moments = sample(integer({ min: 0, max: 399 }), { numRuns: 8, seed: 7 });
      await writePlan(root, [newFile('mine', 'mine')]);
      for (const [index, moment] of moments.entries()) {
        await writeFile(path.join(root, 'gone'), 'gone');
        const before = await tree();
        const child = spawn(process.execPath, [...program, root, `${index}`]);
        const closed = once(child, 'close');
        await once(child.stdout, 'data');
        while (child.exitCode === null && progress() < moment) await setImmediate();
        child.kill('SIGKILL');
        await closed;
        await finishInterrupted(root);
        const after = await tree();
        const isComplete = after[`new-${index}`] !== undefined;
        outcomes.add(isComplete ? 'completed' : 'left');
        if (!isComplete) expect(after).toEqual(before);
        else {
          const files = Object.entries(after).filter(([file]) => file.startsWith('folder-'));
          expect(files).toHaveLength(200);
          for (const [, text] of files) expect(text).toMatch(new RegExp(`^${index}\\.+$`));
          expect(after).toMatchObject({ mine: 'mine' });
          expect(after).not.toHaveProperty('gone');
        }
      }
      expect(outcomes.size).toBe(2);
    },
  );
});

describe('a folder that cannot take it', () => {
  const write = promisify(execFile);

  it('keeps what it had on a disk that gets full', async () => {
    await write(process.execPath, [...program, root, '1']);
    const before = await tree();
    // Two blocks of 1,024 bytes each, where a file needs eight.
    const limited = `ulimit -f 2; trap '' XFSZ; exec "$0" "$@"`;
    const run = write('bash', ['-c', limited, process.execPath, ...program, root, '2']);
    await expect(run).rejects.toMatchObject({
      stderr: `could not write to ${root}, nothing was changed: EFBIG: file too large\n`,
    });
    expect(await tree()).toEqual(before);
    expect((await readdir(root)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it.each(['.', 'folder-3'])('keeps what it had when %s is read-only', async (folder) => {
    await write(process.execPath, [...program, root, '1']);
    await chmod(root, 0o777);
    for (let index = 0; index < 7; index++) await chmod(path.join(root, `folder-${index}`), 0o777);
    await chmod(path.join(root, folder), 0o555);
    const before = await tree();
    const run = write(process.execPath, [...program, root, '2', 'as-nobody']);
    await expect(run).rejects.toMatchObject({
      stderr: `could not write to ${root}, nothing was changed: EACCES: permission denied\n`,
    });
    await chmod(path.join(root, folder), 0o755);
    expect(await tree()).toEqual(before);
    expect((await readdir(root)).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe('finishInterrupted', () => {
  const stage = () => path.join(root, `.keelson-writing-${deadProcess}`);
  const interrupted = async (entries: readonly object[]) => {
    await mkdir(stage());
    await writeFile(path.join(stage(), '0'), 'new');
    await writeFile(path.join(stage(), 'journal.json'), JSON.stringify(entries));
  };

  it('does not write over an edit that was made since', async () => {
    await interrupted([{ path: 'a', before: 'digest of another text' }]);
    await writeFile(path.join(root, 'a'), 'edited');
    await expect(finishInterrupted(root)).rejects.toThrow(
      'a command was killed before it had written a, which has changed since',
    );
    expect(await readFile(path.join(root, 'a'), 'utf8')).toBe('edited');
    expect(await readdir(stage())).toContain('0');
  });

  it.each(['../outside', '/tmp/outside', 'link/outside', 'link'])(
    'does not write to %s, whoever says so',
    async (name) => {
      const outside = await mkdtemp(path.join(tmpdir(), 'keelson-outside-'));
      await symlink(outside, path.join(root, 'link'));
      await interrupted([{ path: name }]);
      await expect(finishInterrupted(root)).rejects.toThrow(/is not a path inside|symbolic link/);
      expect(await readdir(outside)).toEqual([]);
      expect(await readdir(path.dirname(root))).not.toContain('outside');
      await rm(outside, { recursive: true });
    },
  );

  it('takes no link for a folder of its own', async () => {
    const outside = await mkdtemp(path.join(tmpdir(), 'keelson-outside-'));
    await writeFile(path.join(outside, 'journal.json'), '[]');
    await symlink(outside, stage());
    await finishInterrupted(root);
    expect(await readdir(outside)).toEqual(['journal.json']);
    await rm(outside, { recursive: true });
  });

  it('says what to do with a damaged journal', async () => {
    await interrupted([]);
    await writeFile(path.join(stage(), 'journal.json'), '[');
    await expect(finishInterrupted(root)).rejects.toThrow(`is damaged: delete ${stage()}`);
  });

  it('completes folders and all', async () => {
    await interrupted([{ path: 'a/b/c' }]);
    await finishInterrupted(root);
    expect(await tree()).toEqual({ [path.join('a', 'b', 'c')]: 'new' });
  });

  it('lets a process that lives finish', async () => {
    const folder = path.join(root, `.keelson-writing-${process.ppid}`);
    await mkdir(folder);
    const message = `process ${process.ppid} is writing to this project: wait for it`;
    await expect(writePlan(root, [newFile('a', '1')])).rejects.toThrow(message);
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
    expect(await writePlan(root, [updatedFile('a', '1')])).toEqual(['a']);
  });
});
