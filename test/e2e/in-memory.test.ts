import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type EmbeddedControlPlane, startControlPlane } from '@keelson/control-plane';
import { type Container, Pod } from '@keelson/kubernetes/core/v1';
import { Event } from '@keelson/kubernetes/events/v1';
import { ClusterRole, ClusterRoleBinding } from '@keelson/kubernetes/rbac/v1';
import {
  type Client,
  findCondition,
  installCustomResources,
  Manager,
  RestClient,
} from '@keelson/runtime';
import { auditRbac } from '@keelson/cli/audit';
import { eventually, RecordingLogger, RequestRecorder } from '@keelson/runtime/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { HealthCheckPolicy } from '../../examples/healthcheckpolicy/src/api/v1beta1/health-check-policy.ts';
import { HealthCheckPolicyReconciler } from '../../examples/healthcheckpolicy/src/controllers/health-check-policy-controller.ts';
import { healthCheckPolicies } from '../scenarios/support/health-check-policies.ts';

// The example as a user would test it: control plane and operator in the process of the test, no
// socket between them, and the operator with the generated rights and no others.
const example = path.resolve(import.meta.dirname, '../../examples/healthcheckpolicy');
const namespace = 'default';
const mark = 'health-check-missing';
const probe = { httpGet: { path: '/healthz', port: 8080 } };
const healthy = { livenessProbe: probe, readinessProbe: probe };

const cleanup = new AsyncDisposableStack();
const logger = new RecordingLogger();
const recorder = new RequestRecorder();
let controlPlane: EmbeddedControlPlane;
let client: Client;

beforeAll(async () => {
  const failures: unknown[] = [];
  controlPlane = await startControlPlane({
    simulatePods: true,
    onError: (error) => failures.push(error),
  });
  cleanup.defer(async () => {
    await controlPlane.stop();
    if (failures.length > 0) throw new AggregateError(failures, 'inside the control plane');
  });
  client = new RestClient({ transport: controlPlane.transport(), fieldManager: 'test' });
  await installCustomResources(client, [(await healthCheckPolicies()).manifest]);

  const user = await controlPlane.addUser('operator');
  const role = parse(await readFile(path.join(example, 'config/rbac/role.yaml'), 'utf8'));
  await client.create(ClusterRole, { metadata: { name: 'operator' }, rules: role.rules });
  await client.create(ClusterRoleBinding, {
    metadata: { name: 'operator' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'operator' },
    subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'operator' }],
  });
  const manager = new Manager({
    transport: recorder.record(controlPlane.transport(user)),
    logger,
    metrics: { bindAddress: '0' },
    health: { bindAddress: '0' },
    cache: { byObject: [{ type: Pod, keepManagedFields: true }] },
  });
  manager.add(new HealthCheckPolicyReconciler(manager.client, manager.events));
  const stop = new AbortController();
  const running = manager.start(stop.signal);
  cleanup.defer(async () => {
    stop.abort();
    await running;
  });
});

afterAll(() => cleanup.disposeAsync());

describe('the example over the in-memory transport', () => {
  it('counts and labels the pods that lack probes, which run by themselves', async () => {
    await createPod('good', healthy);
    await createPod('bare');
    await client.create(HealthCheckPolicy, {
      metadata: { namespace, name: 'policy' },
      spec: { podLabel: mark },
    });
    const policy = await counted({ failed: 1, passed: 1 });
    expect(findCondition(policy.status?.conditions, 'Compliant')).toMatchObject({
      status: 'False',
      message: '1 of 2 pods fail their health check',
    });
    expect(await labelled()).toEqual(['bare']);
    expect((await client.get(Pod, { namespace, name: 'good' }))?.status).toMatchObject({
      phase: 'Running',
    });
  });

  it('goes on when the past is forgotten, over watches that are open', async () => {
    controlPlane.compact();
    await createPod('late');
    await counted({ failed: 2, passed: 1 });
    await client.delete(Pod, { namespace, name: 'late' });
    const policy = await counted({ failed: 1, passed: 1 });
    expect(policy.status?.observedGeneration).toBe(policy.metadata.generation);
  });

  it('tells what it did in events', async () => {
    await eventually(async () => {
      const { items } = await client.list(Event, { namespace });
      const reasons = items.filter(({ regarding }) => regarding?.name === 'bare');
      expect(reasons.map(({ reason }) => reason)).toContain('HealthCheckMissing');
      return true;
    });
  });

  it('takes its marks away before a policy goes', async () => {
    await client.delete(HealthCheckPolicy, { namespace, name: 'policy' });
    await eventually(
      async () =>
        (await client.get(HealthCheckPolicy, { namespace, name: 'policy' })) === undefined,
    );
    expect(await labelled()).toEqual([]);
  });

  it('kills where a policy says so', async () => {
    await client.create(HealthCheckPolicy, {
      metadata: { namespace, name: 'deadly' },
      spec: { podLabel: mark, action: 'kill' },
    });
    const bare = { namespace, name: 'bare' };
    const isGone = async () => (await client.get(Pod, bare)) === undefined;
    expect(await eventually(isGone)).toBe(true);
    await client.delete(HealthCheckPolicy, { namespace, name: 'deadly' });
  });

  it('never asked for anything that its rights do not cover', () => {
    const lines = logger.lines.filter(({ level }) => level === 'error');
    expect(lines).toEqual([]);
  });

  it('has no right that it never asked for', async () => {
    const { requests } = recorder;
    expect(await auditRbac({ projectDirectory: example, requests })).toEqual([]);
  });
});

async function createPod(name: string, probes: Partial<Container> = {}): Promise<void> {
  await client.create(Pod, {
    metadata: { namespace, name },
    spec: { containers: [{ name: 'app', image: 'app:1', ...probes }] },
  });
}

function counted(pods: { failed: number; passed: number }) {
  return eventually(async () => {
    const policy = await client.get(HealthCheckPolicy, { namespace, name: 'policy' });
    expect(policy?.status?.statistics?.pods).toEqual(pods);
    return policy;
  });
}

async function labelled(): Promise<string[]> {
  const pods = await client.list(Pod, { namespace, labelSelector: `${mark}=true` });
  return pods.items.map(({ metadata }) => metadata.name).toSorted();
}
