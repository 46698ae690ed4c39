// Packs each public package; publint, attw and a look for what is only for tests judge the tarball.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '../..');
const packages = path.join(repository, 'packages');
const tarballs = mkdtempSync(path.join(tmpdir(), 'keelson-pack-'));

interface Manifest {
  readonly name: string;
  readonly exports?: Record<string, unknown>;
}

try {
  let failures = 0;
  for (const folder of readdirSync(packages)) {
    const directory = path.join(packages, folder);
    const manifest = JSON.parse(
      readFileSync(path.join(directory, 'package.json'), 'utf8'),
    ) as Manifest;
    run(directory, 'pnpm', ['pack', '--pack-destination', tarballs]);
    const tarball = readdirSync(tarballs).find((file) => file.startsWith(`keelson-${folder}-`));
    if (tarball === undefined) throw new Error(`${manifest.name} was not packed`);
    const file = path.join(tarballs, tarball);
    failures += checkContents(manifest.name, run(tarballs, 'tar', ['-tzf', tarball]).split('\n'));
    failures += check(directory, 'publint', ['run', file, '--strict']);
    // A package with a command only has no types to check.
    if (manifest.exports?.['.'] !== undefined) {
      failures += check(directory, 'attw', [file, '--profile', 'esm-only', '--format', 'ascii']);
    }
    console.log(`${manifest.name}: checked ${tarball}`);
  }
  process.exitCode = failures === 0 ? 0 : 1;
} finally {
  rmSync(tarballs, { recursive: true });
}

function checkContents(name: string, files: readonly string[]): number {
  const strays = files.filter((file) => /\.(?:test|fixture)\.|\/fixtures\//.test(file));
  for (const file of strays) console.error(`${name} packs ${file}, which is only for its tests`);
  return strays.length === 0 ? 0 : 1;
}

function run(cwd: string, command: string, args: readonly string[]): string {
  const bin = path.join(repository, 'node_modules/.bin');
  const PATH = `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`;
  return execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, PATH },
    stdio: 'pipe',
  });
}

function check(cwd: string, command: string, args: readonly string[]): number {
  try {
    run(cwd, command, args);
    return 0;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    console.error(`${command} ${args.join(' ')}\n${stdout ?? ''}${stderr ?? ''}`);
    return 1;
  }
}
