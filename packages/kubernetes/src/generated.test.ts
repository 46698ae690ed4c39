import { execFile } from 'node:child_process';
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));

describe('the generator', () => {
  let copy: string;

  beforeEach(async () => {
    copy = await mkdtemp(join(tmpdir(), 'keelson-kubernetes-'));
    for (const folder of ['generator', 'schema', 'src']) {
      await cp(join(packageFolder, folder), join(copy, folder), { recursive: true });
    }
    await writeFile(join(copy, 'package.json'), '{ "type": "module" }');
  });

  afterEach(() => rm(copy, { recursive: true }));

  function run(...options: string[]): Promise<{ exitCode: number; stderr: string }> {
    const { promise, resolve } = Promise.withResolvers<{ exitCode: number; stderr: string }>();
    execFile(
      process.execPath,
      ['--no-warnings', join(copy, 'generator/main.ts'), ...options],
      { cwd: copy },
      (error, _stdout, stderr) => resolve({ exitCode: Number(error?.code ?? 0), stderr }),
    );
    return promise;
  }

  it('agrees with the files that are there', async () => {
    expect(await run('--check')).toEqual({ exitCode: 0, stderr: '' });
  });

  it('names a file that was changed, one that is missing and one that is too many', async () => {
    await appendFile(join(copy, 'src/apps/v1.ts'), '// changed\n');
    await rm(join(copy, 'src/batch/v1.ts'));
    await writeFile(join(copy, 'src/apps/v1beta1.ts'), '');

    const { exitCode, stderr } = await run('--check');

    expect(exitCode).toBe(1);
    expect(stderr.split('\n').filter((line) => line.startsWith('out of date'))).toEqual([
      'out of date: src/apps/v1.ts',
      'out of date: src/apps/v1beta1.ts',
      'out of date: src/batch/v1.ts',
    ]);
  });

  it('puts right what was changed, and leaves tests alone', async () => {
    await appendFile(join(copy, 'src/apps/v1.ts'), '// changed\n');
    await writeFile(join(copy, 'src/apps/v1.test.ts'), '');

    expect(await run()).toEqual({ exitCode: 0, stderr: '' });

    expect(await readFile(join(copy, 'src/apps/v1.ts'), 'utf8')).not.toContain('// changed');
    expect(await readFile(join(copy, 'src/apps/v1.test.ts'), 'utf8')).toBe('');
  });

  it('refuses an option that it does not have', async () => {
    expect(await run('--chek')).toMatchObject({ exitCode: 2 });
  });
});
