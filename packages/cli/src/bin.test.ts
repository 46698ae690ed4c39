import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const bin = path.join(import.meta.dirname, 'bin.ts');

it('ends without a word when nobody reads what it prints', async () => {
  const flags = ['--conditions=keelson-source', bin, 'help'];
  const operator = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'pipe'] });
  operator.stdout.destroy();
  let complaints = '';
  operator.stderr.on('data', (chunk) => (complaints += String(chunk)));
  expect(await once(operator, 'exit')).toEqual([0, null]);
  expect(complaints).toBe('');
});

it('says in one line which Node it needs', async () => {
  const old = 'Object.defineProperty(process, "versions", { value: { node: "20.20.2" } })';
  const flags = ['--import', `data:text/javascript,${encodeURIComponent(old)}`];
  const run = promisify(execFile)(process.execPath, [...flags, bin, 'version']);
  await expect(run).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: 'operator: needs Node 24 or later, and this is Node 20.20.2: install a newer one\n',
  });
});
