import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../testing/test-io.ts';

const cwd = path.resolve(import.meta.dirname, '../../../../examples/healthcheckpolicy');
const account =
  'system:serviceaccount:healthcheckpolicy-system:healthcheckpolicy-controller-manager';
const policies = '/apis/policy.k8s-go.openshift.org/v1beta1/namespaces/a/healthcheckpolicies/b';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'keelson-audit-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function audit(...requests: [verb: string, requestURI: string][]) {
  const lines = requests.map(([verb, requestURI]) =>
    JSON.stringify({ kind: 'Event', verb, requestURI, user: { username: account } }),
  );
  const log = path.join(folder, 'audit.log');
  await writeFile(log, lines.join('\n'));
  return runCli(['audit', 'rbac', '--log', log], { cwd });
}

const used: [string, string][] = [
  ['watch', policies],
  ['patch', `${policies}/status`],
  ['list', '/api/v1/pods'],
  ['patch', '/api/v1/namespaces/a/pods/b'],
  ['delete', '/api/v1/namespaces/a/pods/b'],
  ['create', '/apis/events.k8s.io/v1/namespaces/a/events'],
];

describe('operator audit rbac', { timeout: 30_000 }, () => {
  it('is content when every right was used', async () => {
    expect(await audit(...used)).toEqual({
      exitCode: 0,
      stdout: 'the rights are what 6 requests took\n',
      stderr: '',
    });
  });

  it('names what is unused and what is missing, with the place of its decorator', async () => {
    const { exitCode, stderr } = await audit(...used.filter(([verb]) => verb !== 'delete'), [
      'get',
      '/api/v1/namespaces/a/secrets/b',
    ]);
    expect(exitCode).toBe(3);
    const [missing, unused] = stderr.split('\n');
    expect(missing).toMatch(/^missing: the operator asks to get secrets, and no rule allows it\. /);
    expect(unused).toMatch(
      /^unused: @Rbac at src\/controllers\/health-check-policy-controller\.ts:\d+:2 gives the right to delete pods/,
    );
  });

  it.each([
    [['audit', 'rbac'], 2, 'say what was asked for: --log'],
    [['audit', 'rbac', '--log', 'nowhere.log'], 1, 'there is no file nowhere.log'],
  ])('refuses %j', async (args, code, message) => {
    const { exitCode, stderr } = await runCli(args, { cwd });
    expect([exitCode, stderr]).toEqual([code, expect.stringContaining(`Error: ${message}`)]);
  });
});
