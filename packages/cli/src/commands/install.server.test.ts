import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { runCli } from '../testing/test-io.ts';

declare module 'vitest' {
  interface ProvidedContext {
    kubeconfigPath: string;
  }
}

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(path.join(tmpdir(), 'keelson-install-'));
});

afterEach(() => rm(cwd, { recursive: true }));

const cluster = () => ['--kubeconfig', inject('kubeconfigPath')];
const name = 'boats.cli.example.com';
const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name },
  spec: {
    group: 'cli.example.com',
    names: { kind: 'Boat', plural: 'boats' },
    scope: 'Namespaced',
    versions: [
      { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
    ],
  },
};

describe('operator install and uninstall', () => {
  it('install once, change nothing the second time, and remove', async () => {
    const folder = path.join(cwd, 'config/crd/bases');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'boats.yaml'), JSON.stringify(definition));
    const say = (stdout: string) => ({ exitCode: 0, stdout: `${stdout}\n`, stderr: '' });
    const install = ['install', ...cluster()];
    expect(await runCli([...install, '--dry-run'], { cwd })).toEqual(
      say(`${name} created (dry run)`),
    );
    expect(await runCli(install, { cwd })).toEqual(say(`${name} created`));
    expect(await runCli(install, { cwd })).toEqual(say(`${name} unchanged`));
    const uninstall = ['uninstall', ...cluster()];
    expect(await runCli([...uninstall, '--dry-run'], { cwd })).toEqual(
      say(`${name} deleted (dry run)`),
    );
    expect(await runCli(uninstall, { cwd })).toEqual(say(`${name} deleted`));
    expect(await runCli(uninstall, { cwd })).toEqual(say('none of them is installed'));
  });

  it('says in one line what is missing', async () => {
    expect(await runCli(['install', ...cluster()], { cwd })).toMatchObject({
      exitCode: 1,
      stderr: `Error: no custom resource definitions in ${cwd}/config/crd/bases: run npm run generate first\n`,
    });
    await mkdir(path.join(cwd, 'crds'));
    await writeFile(path.join(cwd, 'crds/boats.yaml'), JSON.stringify(definition));
    const args = ['install', '--crds', 'crds', '--kubeconfig', 'no-such-file'];
    const { exitCode, stderr } = await runCli(args, { cwd });
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/^Error: .*no-such-file.*\n$/)]);
  });
});

describe('operator version', () => {
  it('names every part, and the server', async () => {
    const { stdout } = await runCli(['version', ...cluster()]);
    expect(stdout.split('\n').map((line) => line.split(': ')[0])).toEqual([
      'operator',
      '@keelson/runtime',
      '@kubernetes/client-node',
      'node',
      'server',
      '',
    ]);
    expect(stdout).toMatch(/^server: v1\.\d+\.\d+/m);
  });

  it('says why there is no server', async () => {
    const { exitCode, stdout } = await runCli(['version', '--kubeconfig', '/no-such-file']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^server: not reachable \(.*no-such-file.*\)$/m);
  });
});
