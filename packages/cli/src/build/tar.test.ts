import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { tar } from './tar.ts';

it('packs what tar unpacks, of every size', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'keelson-tar-'));
  try {
    const sizes = [0, 1, 511, 512, 513];
    const entries = sizes.map((size) => ({
      name: `app/${size}`,
      content: Buffer.alloc(size, 'x'),
    }));
    const archive = Buffer.concat([...tar([{ name: 'app/' }, ...entries])]);
    expect(archive.byteLength % 512).toBe(0);
    await writeFile(path.join(folder, 'a.tar'), archive);
    const run = promisify(execFile);
    await run('tar', ['-xf', 'a.tar'], { cwd: folder });
    for (const { name, content } of entries) {
      expect(await readFile(path.join(folder, name))).toEqual(content);
    }
    const { stdout } = await run('tar', ['--numeric-owner', '-tvf', 'a.tar'], {
      cwd: folder,
      env: { ...process.env, TZ: 'UTC' },
    });
    expect(stdout).toMatch(
      /^drwxr-xr-x 0\/0 .* 1970-01-01 00:00 app\/\n-rw-r--r-- 0\/0 .* app\/0\n/,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('refuses a name that the format would cut', () => {
  expect(() => [...tar([{ name: 'x'.repeat(101) }])]).toThrow('is too long for an archive');
});
