import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  createHttpTransport,
  installCustomResources,
  loadClusterConfig,
  RestClient,
  uninstallCustomResources,
} from '@keelson/runtime';
import { createApi, createProject, generate, readCustomResources } from '@keelson/scaffold';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Finding } from '../doctor/finding.ts';
import { runCli } from '../testing/test-io.ts';

declare module 'vitest' {
  interface ProvidedContext {
    kubeconfigPath: string;
  }
}

const cleanup = new AsyncDisposableStack();
let cwd: string;
let client: RestClient;

beforeAll(async () => {
  cwd = await mkdtemp(path.join(tmpdir(), 'keelson-doctor-'));
  cleanup.defer(() => rm(cwd, { recursive: true }));
  await createProject({ directory: cwd, domain: 'doctor.example.com', projectName: 'ship' });
  await createApi({ directory: cwd, group: 'crew', version: 'v1', kind: 'Captain' });
  const modules = path.resolve(import.meta.dirname, '../../../../test/node_modules');
  await symlink(modules, path.join(cwd, 'node_modules'));
  await generate({ projectDirectory: cwd });
  const config = await loadClusterConfig({ kubeconfig: inject('kubeconfigPath') });
  client = new RestClient({ transport: cleanup.use(createHttpTransport(config)) });
});

afterAll(() => cleanup.disposeAsync());

async function doctor(...flags: string[]) {
  const { exitCode, stdout } = await runCli(['doctor', '--output', 'json', ...flags], { cwd });
  const findings = JSON.parse(stdout) as Finding[];
  const levels = findings.map(({ check, level, message }) => `${check} ${level} ${message}`);
  return { exitCode, text: levels.join('\n'), findings };
}

const name = 'captains.crew.doctor.example.com';
const cluster = () => ['--kubeconfig', inject('kubeconfigPath')];

describe('operator doctor', () => {
  it('finds what is to be done in the cluster, and nothing when it is', async () => {
    const before = await doctor(...cluster());
    expect(before.exitCode).toBe(3);
    expect(before.text).toContain(`definitions error ${name} is not installed`);
    const definitions = await readCustomResources(path.join(cwd, 'config/crd/bases'));
    await installCustomResources(client, definitions);
    const after = await doctor(...cluster());
    expect([after.exitCode, after.text]).toEqual([0, expect.stringContaining('cluster ok')]);
    expect(after.text).toContain(`definitions ok ${name} is as the project has it`);
    expect(after.text).toContain('rights ok');
    expect(after.findings.every(({ level }) => level === 'ok')).toBe(true);
    await uninstallCustomResources(client, definitions);
  });

  it('finds what is wrong in the project, with a remedy for each', async () => {
    const file = path.join(cwd, 'config/rbac/role.yaml');
    await cp(file, `${file}.kept`);
    await writeFile(file, '# edited\n');
    const { exitCode, findings } = await doctor('--client');
    expect(exitCode).toBe(3);
    expect(findings.find(({ check }) => check === 'manifests')).toEqual({
      check: 'manifests',
      level: 'error',
      message: '1 out of date, such as config/rbac/role.yaml',
      remedy: 'run npm run generate',
    });
    await cp(`${file}.kept`, file);
    expect((await doctor('--client')).exitCode).toBe(0);
  });

  it('says where there is no project, and where no server answers', async () => {
    const elsewhere = path.join(cwd, 'elsewhere');
    await mkdir(elsewhere);
    const nowhere = await runCli(['doctor', '--kubeconfig', 'absent'], { cwd: elsewhere });
    expect(nowhere.exitCode).toBe(3);
    expect(nowhere.stdout).toContain('error   project: Command must be run from a directory');
    expect(nowhere.stdout).toMatch(/error {3}cluster: .*absent.*\n {8}look at --kubeconfig/);
  });
});
