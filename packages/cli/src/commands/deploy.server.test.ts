import { execFile } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { readManifests } from '@keelson/scaffold';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { runCli } from '../testing/test-io.ts';

let cwd: string;

beforeEach(async () => {
  cwd = path.join(await mkdtemp(path.join(tmpdir(), 'keelson-deploy-')), 'ship');
  await mkdir(cwd);
  await runCli(['init', '--domain', 'example.com', '--no-fetch-deps'], { cwd });
});

afterEach(() => rm(path.dirname(cwd), { recursive: true }));

const image = ['--image', 'registry.example.com:5000/ship:v1'];
const objects = [
  'namespace/ship-system',
  'serviceaccount/ship-controller-manager',
  'service/ship-metrics',
  'deployment/ship-controller-manager',
  'poddisruptionbudget/ship-controller-manager',
  'networkpolicy/ship-allow-metrics-traffic',
];

it('puts a project into a cluster, changes what differs, and takes it out', async () => {
  const cluster = ['--kubeconfig', inject('kubeconfigPath')];
  const say = (names: readonly string[], what: string) => ({
    exitCode: 0,
    stdout: names.map((name) => `${name} ${what}\n`).join(''),
    stderr: '',
  });
  const dryRun = ['deploy', '--dry-run', ...cluster];
  expect(await runCli(dryRun, { cwd })).toEqual(say(objects, 'created (dry run)'));
  const deploy = ['deploy', '--no-wait', ...cluster, ...image];
  expect(await runCli(deploy, { cwd })).toEqual(say(objects, 'created'));
  expect(await runCli(deploy, { cwd })).toEqual(say(objects, 'unchanged'));
  const { stdout } = await runCli([...dryRun, '--image', 'other:v2'], { cwd });
  expect(stdout).toContain(
    'deployment/ship-controller-manager configured (dry run)\n  ~ spec.template.spec.containers[manager].image: "registry.example.com:5000/ship:v1" -> "other:v2"\n',
  );
  // No kubelet runs here: nothing becomes available.
  const waiting = await runCli(['deploy', '--timeout-seconds', '1', ...cluster, ...image], { cwd });
  expect([waiting.exitCode, waiting.stderr]).toEqual([
    1,
    expect.stringMatching(/^Error: deployment ship-controller-manager is not available: .*\n$/),
  ]);
  const undeploy = ['undeploy', ...cluster];
  expect(await runCli([...undeploy, '--dry-run'], { cwd })).toEqual(
    say(objects.toReversed(), 'deleted (dry run)'),
  );
  expect(await runCli(undeploy, { cwd })).toEqual(say(objects.toReversed(), 'deleted'));
});

it('prunes what is no longer deployed, but no definition that is not said', async () => {
  const cluster = ['--kubeconfig', inject('kubeconfigPath')];
  // The namespace of the other test is still going.
  cwd = path.join(path.dirname(cwd), 'barge');
  await mkdir(cwd);
  await runCli(['init', '--domain', 'example.com', '--no-fetch-deps'], { cwd });
  const folder = path.join(cwd, 'config/manager');
  const list = path.join(folder, 'kustomization.yaml');
  const before = await readFile(list, 'utf8');
  const plural = 'relics';
  const group = 'deploy.example.com';
  const names = { kind: 'Relic', plural };
  const openAPIV3Schema = { type: 'object' };
  const version = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } };
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: { group, names, scope: 'Namespaced', versions: [version] },
  };
  const map = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'old', namespace: 'system' },
  };
  await writeFile(path.join(folder, 'old.yaml'), JSON.stringify(map));
  await writeFile(path.join(folder, 'relics.yaml'), JSON.stringify(definition));
  await writeFile(
    list,
    before.replace('resources:\n', 'resources:\n  - old.yaml\n  - relics.yaml\n'),
  );
  const deploy = (...flags: string[]) =>
    runCli(['deploy', '--no-wait', ...cluster, ...image, ...flags], { cwd });
  expect((await deploy()).stdout).toContain('configmap/barge-old created\n');

  await writeFile(list, before);
  const left = `customresourcedefinition/${plural}.${group}`;
  const kept = `${left} is no longer deployed, and kept: its objects would go with it (--prune-crds deletes both)\n`;
  expect((await deploy('--dry-run')).stdout).toContain(
    `configmap/barge-old pruned (dry run)\n${kept}`,
  );
  expect((await deploy()).stdout).toContain(`configmap/barge-old pruned\n${kept}`);
  const again = (await deploy()).stdout;
  expect([again.includes('pruned'), again.includes(kept)]).toEqual([false, true]);
  expect((await deploy('--prune-crds')).stdout).toContain(`${left} pruned\n`);
  expect((await deploy()).stdout).not.toContain(plural);
  expect((await runCli(['undeploy', ...cluster], { cwd })).stdout).toMatch(
    /^networkpolicy\/barge-/,
  );
});

it('writes one file with everything, as kubectl kustomize would', async () => {
  expect(await runCli(['build-installer', ...image], { cwd })).toEqual({
    exitCode: 0,
    stdout: 'dist/install.yaml\n',
    stderr: '',
  });
  const text = await readFile(path.join(cwd, 'dist/install.yaml'), 'utf8');
  expect(text).toContain('image: registry.example.com:5000/ship:v1\n');
  expect(text).not.toContain('namespace: system');
  const run = promisify(execFile);
  const kubectl = await run('kubectl', ['kustomize', 'config/default'], { cwd }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    },
  );
  if (kubectl === undefined) return;
  const asIs = await runCli(['build-installer'], { cwd });
  expect(asIs.exitCode).toBe(0);
  await mkdir(path.join(cwd, 'kubectl'));
  await writeFile(path.join(cwd, 'kubectl/all.yaml'), kubectl.stdout);
  expect(await objectsIn('dist')).toEqual(await objectsIn('kubectl'));
});

it('refuses a kustomization that says more than is understood', async () => {
  await appendFile(path.join(cwd, 'config/default/kustomization.yaml'), 'patches: []\n');
  expect(await runCli(['build-installer'], { cwd })).toMatchObject({
    exitCode: 1,
    stderr: `Error: ${cwd}/config/default/kustomization.yaml: "patches" is more than is understood here: use "kubectl kustomize" for this project\n`,
  });
  await writeFile(path.join(cwd, 'config/default/kustomization.yaml'), 'resources: [gone.yaml]\n');
  expect(await runCli(['build-installer'], { cwd })).toMatchObject({
    exitCode: 1,
    stderr: `Error: ${cwd}/config/default/gone.yaml is not there: take it out of resources\n`,
  });
});

async function objectsIn(folder: string): Promise<unknown> {
  const all = await readManifests(path.join(cwd, folder));
  return new Map(all.map((one) => [`${one.kind}/${one.metadata.name}`, one]));
}
