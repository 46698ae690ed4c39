import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLayout } from '../build/image-layout.ts';
import { writeBaseLayout } from '../testing/base-layout.ts';
import { runCli } from '../testing/test-io.ts';

const image = 'registry.example.com:5000/ship:v1';
let folder: string;
let cwd: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'keelson-build-'));
  cwd = path.join(folder, 'ship');
  await mkdir(cwd);
  await runCli(['init', '--domain', 'example.com', '--no-fetch-deps'], { cwd });
});

afterEach(() => rm(folder, { recursive: true }));

/** A program that notes what it is called with. */
async function fakeEngine(name: string, exitCode = 0): Promise<string> {
  const bin = path.join(folder, `bin-${name}`);
  await mkdir(bin, { recursive: true });
  const file = path.join(bin, name);
  await writeFile(file, `#!/bin/sh\necho "$PWD:" "$@" >> ${folder}/calls\nexit ${exitCode}\n`);
  await chmod(file, 0o755);
  return bin;
}

const calls = () => readFile(path.join(folder, 'calls'), 'utf8');

describe('operator build with an engine', () => {
  it('takes the first that is there, and hands the Dockerfile to it', async () => {
    const PATH = [await fakeEngine('buildah'), await fakeEngine('podman')].join(path.delimiter);
    expect(await runCli(['build', image], { cwd, env: { PATH } })).toEqual({
      exitCode: 0,
      stdout: `podman build --file Dockerfile --tag ${image} .\nbuilt ${image}: push it, then operator deploy --image ${image}\n`,
      stderr: '',
    });
    expect(await calls()).toBe(`${cwd}: build --file Dockerfile --tag ${image} .\n`);
  });

  it('takes the one that is named, for the platforms that are named', async () => {
    const PATH = [await fakeEngine('docker'), await fakeEngine('buildah')].join(path.delimiter);
    const flags = ['--builder', 'buildah', '--platform', 'linux/amd64,linux/arm64'];
    const { exitCode } = await runCli(['build', image, ...flags], { cwd, env: { PATH } });
    expect(exitCode).toBe(0);
    expect(await calls()).toBe(
      `${cwd}: build --file Dockerfile --tag ${image} --platform linux/amd64,linux/arm64 .\n`,
    );
  });

  it('changes nothing in a dry run', async () => {
    const PATH = await fakeEngine('docker');
    const dryRun = await runCli(['build', image, '--dry-run'], { cwd, env: { PATH } });
    expect(dryRun.stdout).toBe(`docker build --file Dockerfile --tag ${image} .\n`);
    await expect(calls()).rejects.toThrow('ENOENT');
    const flags = ['--output', 'oci:out', '--base', 'oci:base', '--dry-run'];
    expect((await runCli(['build', ...flags], { cwd })).stdout).toBe(
      'would write dist/bundle\nwould write oci:out\n',
    );
  });

  it('says so when there is none, and ends as the engine does', async () => {
    expect(await runCli(['build', image], { cwd, env: { PATH: '/nowhere' } })).toEqual({
      exitCode: 127,
      stdout: '',
      stderr:
        'Error: none of docker, podman and buildah is on the PATH: install one, or write the image with --output oci:DIR --base oci:DIR\n',
    });
    const PATH = await fakeEngine('docker', 17);
    const failed = await runCli(['build', image], { cwd, env: { PATH } });
    expect([failed.exitCode, failed.stderr]).toEqual([
      17,
      `Error: docker could not build ${image}\n`,
    ]);
  });
});

describe('operator build without an engine', () => {
  /** As after npm install and npm run build. */
  async function compiled(): Promise<void> {
    await mkdir(path.join(cwd, 'node_modules'));
    const rolldown = path.resolve(import.meta.dirname, '../../node_modules/rolldown');
    await symlink(rolldown, path.join(cwd, 'node_modules/rolldown'));
    const files = {
      'dist/main.js': `import { fail } from './fail.js';\nexport class Ship {}\nconsole.log(Ship.name, (await import('./late.js')).late);\nif (process.argv[2] === 'fail') fail();\n//# sourceMappingURL=main.js.map\n`,
      'dist/late.js': `export const late = 'late';\n`,
      'dist/fail.js': `export function fail() {\n    throw new Error('sunk');\n}\n//# sourceMappingURL=fail.js.map\n`,
      // Line 2 of fail.js is line 7 of the source.
      'dist/fail.js.map': JSON.stringify({
        version: 3,
        sources: ['../src/fail.ts'],
        names: [],
        mappings: 'AAKA;IACI',
      }),
    };
    await mkdir(path.join(cwd, 'dist'));
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(cwd, name), text);
  }

  it('writes one file that runs alone, and whose traces lead to the source', async () => {
    await compiled();
    const { exitCode, stdout } = await runCli(['build', '--bundle', '--no-compile'], { cwd });
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^dist\/bundle\/main\.js \(/)]);
    expect((await readdir(path.join(cwd, 'dist/bundle'))).toSorted()).toEqual([
      'main.js',
      'main.js.map',
    ]);
    const alone = path.join(folder, 'alone');
    await mkdir(alone);
    for (const file of ['main.js', 'main.js.map']) {
      await writeFile(path.join(alone, file), await readFile(path.join(cwd, 'dist/bundle', file)));
    }
    const run = (...args: string[]) =>
      promisify(execFile)(process.execPath, ['--enable-source-maps', 'main.js', ...args], {
        cwd: alone,
      });
    expect((await run()).stdout).toBe('Ship late\n');
    await expect(run('fail')).rejects.toThrow(/src\/fail\.ts:7/);
  });

  it('refuses to leave out what is imported and missing', async () => {
    await compiled();
    await writeFile(path.join(cwd, 'dist/main.js'), "import 'not-installed';\n");
    const { exitCode, stderr } = await runCli(['build', '--bundle', '--no-compile'], { cwd });
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/^Error: .*not-installed.*\n$/)]);
    expect(await readdir(path.join(cwd, 'dist'))).not.toContain('bundle');
  });

  it('puts the same layer on every platform of a base, the same each time', async () => {
    await compiled();
    await writeBaseLayout(path.join(folder, 'base'));
    const build = (output: string) =>
      runCli(['build', image, '--output', output, '--base', 'oci:../base', '--no-compile'], {
        cwd,
      });
    const first = await build('oci:first');
    expect(first.stdout).toMatch(
      /\nfirst linux\/amd64 sha256:[0-9a-f]{64}\nfirst linux\/arm64 sha256:[0-9a-f]{64}\n$/,
    );
    await build('oci:second');
    expect((await build('oci:second')).exitCode).toBe(0);
    await promisify(execFile)('diff', ['-r', 'first', 'second'], { cwd });

    const images = await readLayout(path.join(cwd, 'first'));
    expect(images.map(({ config }) => config.architecture)).toEqual(['amd64', 'arm64']);
    const layers = images.map(({ manifest }) => manifest.layers);
    expect(layers.map(({ length }) => length)).toEqual([2, 2]);
    expect(layers[0]?.[1]).toEqual(layers[1]?.[1]);
    expect(new Set(layers.flat().map(({ mediaType }) => mediaType)).size).toBe(1);
    expect(images[0]?.config.config).toEqual({
      User: '65532:65532',
      Env: ['PATH=/nodejs', 'NODE_ENV=production'],
      Entrypoint: ['/nodejs/node', '--enable-source-maps', '/app/main.js'],
      WorkingDir: '/app',
      Labels: {
        maker: 'somebody',
        'org.opencontainers.image.title': 'ship',
        'org.opencontainers.image.version': '0.1.0',
        'org.opencontainers.image.licenses': 'Apache-2.0',
      },
    });
    expect(images[0]?.config.history).toHaveLength(2);
    const index = JSON.parse(await readFile(path.join(cwd, 'first/index.json'), 'utf8'));
    expect(index.manifests).toMatchObject([
      {
        annotations: {
          'io.containerd.image.name': image,
          'org.opencontainers.image.ref.name': 'v1',
        },
      },
    ]);

    await build('oci-archive:ship.tar');
    await mkdir(path.join(cwd, 'unpacked'));
    await promisify(execFile)('tar', ['-xf', '../ship.tar'], { cwd: path.join(cwd, 'unpacked') });
    await promisify(execFile)('diff', ['-r', 'first', 'unpacked'], { cwd });
  });

  it('takes no base that is none, or damaged, and overwrites nothing else', async () => {
    await compiled();
    const base = path.join(folder, 'base');
    await mkdir(base);
    const build = (...flags: string[]) =>
      runCli(['build', '--base', `oci:${base}`, '--no-compile', ...flags], { cwd });
    expect(await build('--output', 'oci:out')).toMatchObject({
      exitCode: 1,
      stderr: `Error: ${base} is not an OCI layout, it has no oci-layout: make one with skopeo copy docker://IMAGE oci:base\n`,
    });
    await writeBaseLayout(base);
    expect(await build('--output', 'oci:src')).toMatchObject({
      exitCode: 1,
      stderr: `Error: ${cwd}/src is there and is not an image: say another --output\n`,
    });
    const blobs = path.join(base, 'blobs/sha256');
    for (const file of await readdir(blobs)) await writeFile(path.join(blobs, file), '{}');
    expect(await build('--output', 'oci:out')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/ is damaged: fetch the base image again\n$/),
    });
    expect(await readdir(cwd)).not.toContain('out');
  });
});

it.each([
  [[], 'say the name of the image: operator build registry.example.com/ship:v1; or --bundle'],
  [['Ship'], '"Ship" is not the name of an image: write registry.example.com/ship:v1'],
  [['ship', '--bundle'], '--bundle writes no image: leave out --bundle or the name'],
  [['--base', 'oci:b'], '--base is for --output: say --output oci:DIR too'],
  [
    ['--output', 'oci:a'],
    '--output needs --base oci:DIR: an image with Node as an OCI layout, such as skopeo copy makes',
  ],
  [
    ['--output', 'a', '--base', 'oci:b'],
    '--output "a" is neither oci:DIR nor oci-archive:FILE: write oci:image',
  ],
])('operator build %j is not understood', async (args, message) => {
  expect(await runCli(['build', ...args], { cwd })).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: `Error: ${message}\n`,
  });
});
