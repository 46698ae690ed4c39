import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../testing/test-io.ts';

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(path.join(tmpdir(), 'keelson-cli-'));
});

afterEach(() => rm(cwd, { recursive: true }));

const apiVersion = ['--api-version', 'policy.k8s-go.openshift.org/v1beta1'];
const kind = ['--kind', 'HealthCheckPolicy'];
const project = (name: string) => readFile(path.join(cwd, name, 'PROJECT'), 'utf8');

describe('operator new', () => {
  it('makes a project with an API, one line for each file', async () => {
    const args = ['new', 'app-operator', ...apiVersion, ...kind, '--no-fetch-deps'];
    const { exitCode, stdout, stderr } = await runCli(args, { cwd });
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Create app-operator\/PROJECT\nCreate app-operator\/package.json\n/);
    expect(stdout).toContain('Create app-operator/src/api/v1beta1/health-check-policy.ts\n');
    expect(stdout).toMatch(/Next:\n\$ cd app-operator\n\$ npm run dev\n$/);
    expect(await project('app-operator')).toContain('domain: k8s-go.openshift.org\n');
    expect(await runCli(args, { cwd })).toMatchObject({
      exitCode: 1,
      stderr: 'Error: project (app-operator) exists: choose another folder\n',
    });
  });

  it('asks for what is missing on a terminal', async () => {
    const answers = ['my ship', 'example.com', 'y', 'crew', 'v1', 'Captain', 'n'];
    const { exitCode, stdout } = await runCli(['new'], { cwd, answers });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`$ cd 'my ship'\n`);
    expect(await project('my ship')).toContain('kind: Captain');
    const flags = ['--domain', 'example.com', '--no-fetch-deps', '--no-api'];
    const { stdout: second } = await runCli(['new', 'bare', ...flags], { cwd, answers: [] });
    expect(second).toMatch(/\$ cd bare\n\$ npx operator create api\n$/);
  });

  it('lists in a dry run what it would make', async () => {
    const args = ['new', 'ship', ...apiVersion, ...kind, '--dry-run'];
    const { stdout } = await runCli(args, { cwd });
    expect(stdout).toMatch(/^Would create ship\/PROJECT\n/);
    expect(stdout).not.toContain('Next');
    expect(await readdir(cwd)).toEqual([]);
  });

  it.each([
    [[], 2, 'Must specify the directory: operator new <directory>'],
    [['ship'], 2, 'Must specify --domain'],
    [['ship', ...kind], 2, '--api-version and --kind go together, and not'],
    [['ship', '--api', '--domain', 'example.com'], 2, 'Must specify --api-version and --kind'],
    [['ship', '--no-api', ...apiVersion, ...kind], 2, '--api-version and --kind go together'],
    [['ship', '--api-version', 'v1', ...kind], 2, '--api-version v1: format must be \\$GROUP_NAME'],
    [['ship', ...apiVersion, ...kind, '--domain', 'example.com'], 2, '.*crew.example.com/v1'],
    [['ship', ...apiVersion, '--kind', 'policy'], 1, 'Kind must be camelcase'],
    [['ship', 'two'], 2, 'unknown argument two'],
  ])('refuses %j', async (args, code, message) => {
    const { exitCode, stderr } = await runCli(['new', ...args], { cwd });
    expect([exitCode, stderr]).toEqual([code, expect.stringMatching(`^Error: ${message}`)]);
    expect(await readdir(cwd)).toEqual([]);
  });
});
