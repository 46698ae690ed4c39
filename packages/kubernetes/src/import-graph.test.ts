import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('.', import.meta.url));
const generated = globSync('*/*.ts', { cwd: root }).toSorted();

/** Imports a file in a process of its own and tells which files of this package that loaded. */
async function filesLoadedBy(file: string): Promise<string[]> {
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    await import(process.argv[1]);
    console.log(JSON.stringify(loaded));`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--no-warnings',
    '--input-type=module',
    '--eval',
    script,
    `${root}${file}`,
  ]);
  return (JSON.parse(stdout) as string[]).map((url) => fileURLToPath(url).slice(root.length));
}

function importsOf(file: string): { isType: boolean; from: string }[] {
  const source = readFileSync(`${root}${file}`, 'utf8');
  return [...source.matchAll(/^import (type )?\{[^}]*\} from '([^']+)';$/gm)].map(
    ([, type, from = '']) => ({ isType: type !== undefined, from }),
  );
}

describe('the import graph', () => {
  it('loads no other group with a group', async () => {
    expect(await filesLoadedBy('apps/v1.ts')).toEqual(['apps/v1.ts', 'resource-type.ts']);
    expect(await filesLoadedBy('meta/v1.ts')).toEqual(['meta/v1.ts']);
  });

  it('loads no kind with the frame', async () => {
    const loaded = await filesLoadedBy('index.ts');
    expect(loaded.filter((file) => generated.includes(file))).toEqual([]);
  });

  it('has nothing but the frame as values in any group', () => {
    const values = generated.flatMap((file) => importsOf(file).filter(({ isType }) => !isType));
    expect(new Set(values.map(({ from }) => from))).toEqual(new Set(['../resource-type.ts']));
    expect(importsOf('meta/v1.ts')).toEqual([]);
  });

  it('has no group twice', () => {
    expect(generated.length).toBeGreaterThan(20);
    expect(generated).toContain('core/v1.ts');
  });
});
