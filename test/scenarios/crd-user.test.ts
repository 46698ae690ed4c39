import { CustomResourceDefinition } from '@keelson/kubernetes/apiextensions/v1';
import {
  type ApiError,
  findCondition,
  installCustomResources,
  isBadRequest,
  isInvalid,
} from '@keelson/runtime';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { tableOf } from '../../examples/healthcheckpolicy/demo/table.ts';
import { Cluster, rejection, take } from './support/cluster.ts';
import {
  healthCheckPolicies,
  type Policies,
  workshopManifest,
} from './support/health-check-policies.ts';

let cluster: Cluster;
let hcp: Policies;
let installed: Awaited<ReturnType<typeof installCustomResources>>;
let namespace: string;
let names = 0;

const podLabel = 'health-check-missing';
const key = () => ({ namespace, name: `policy-${(names += 1)}` });
const warnings = () => cluster.logger.messages('warn');

beforeAll(async () => {
  cluster = await Cluster.connect(inject('kubeconfigPath'));
  hcp = await healthCheckPolicies(`${cluster.id}.policy.example.com`);
  installed = await installCustomResources(cluster.client, [hcp.manifest]);
  namespace = await cluster.newNamespace();
});

afterAll(async () => {
  await cluster.client.delete(CustomResourceDefinition, { name: hcp.manifest.metadata.name });
  await cluster[Symbol.asyncDispose]();
});

/** Creates a policy as a user's YAML would, unknown fields and all. */
function create(spec: object, options: { fieldValidation?: 'Strict' | 'Warn' | 'Ignore' } = {}) {
  const { apiVersion, kind } = hcp.v1beta1;
  return cluster.client.create({ apiVersion, kind }, { metadata: key(), spec }, options);
}

/** What the server says of a policy that it refuses. */
async function refusal(spec: object): Promise<string> {
  const error = await rejection(create(spec));
  expect(isInvalid(error)).toBe(true);
  return (error as ApiError).message;
}

describe('the definition that was generated', () => {
  it('S22 is installed once its kind is served, with the names that it asked for', async () => {
    const { name } = hcp.manifest.metadata;
    expect(installed).toEqual([{ name, result: 'created' }]);
    const found = await cluster.client.get(CustomResourceDefinition, { name });
    const condition = (type: string) => found?.status?.conditions?.find((one) => one.type === type);
    expect(condition('NamesAccepted')).toMatchObject({
      status: 'True',
      message: 'no conflicts found',
    });
    expect(condition('Established')).toMatchObject({
      status: 'True',
      message: 'the initial names have been accepted',
    });
    expect(found?.status?.acceptedNames).toEqual({
      kind: 'HealthCheckPolicy',
      listKind: 'HealthCheckPolicyList',
      plural: 'healthcheckpolicies',
      singular: 'healthcheckpolicy',
      shortNames: ['hcp'],
    });
    expect(found?.status?.storedVersions).toEqual(['v1beta1']);
  });

  it('S22 is unchanged when it is installed again', async () => {
    expect(await installCustomResources(cluster.client, [hcp.manifest])).toEqual([
      { name: hcp.manifest.metadata.name, result: 'unchanged' },
    ]);
  });

  it('S22 was never served as apiextensions.k8s.io/v1beta1', async () => {
    const old = { apiVersion: 'apiextensions.k8s.io/v1beta1', kind: 'CustomResourceDefinition' };
    await expect(cluster.client.create(old, { metadata: { name: 'any' } })).rejects.toThrow(
      'no matches for kind "CustomResourceDefinition" in version "apiextensions.k8s.io/v1beta1"',
    );
  });

  it('S23 must be named after its plural and group', async () => {
    const manifest = structuredClone(hcp.manifest) as { metadata: { name: string } };
    manifest.metadata.name = `policies.${hcp.group}`;
    await expect(installCustomResources(cluster.client, [manifest])).rejects.toThrow(
      `must be spec.names.plural+"."+spec.group`,
    );
  });

  it('S24 costs discovery once; each further list is one request', async () => {
    const fresh = cluster.newClient();
    const { apiVersion, kind } = hcp.v1beta1;
    const list = () => fresh.list({ apiVersion, kind }, { namespace });
    const path = `/apis/${apiVersion}/namespaces/${namespace}/healthcheckpolicies`;
    const first = await cluster.asked(list);
    expect(first.slice(0, -1).toSorted()).toEqual(['GET /api', 'GET /apis']);
    expect(first.at(-1)).toBe(`GET ${path}`);
    expect(await cluster.asked(list)).toEqual([`GET ${path}`]);
  });

  it('S25 shows in discovery, with its verbs, its short name and /status', async () => {
    const [resource, ...others] = await cluster.client.discovery.resources(hcp.v1beta1.apiVersion);
    expect(others).toEqual([]);
    expect(resource).toMatchObject({
      kind: 'HealthCheckPolicy',
      plural: 'healthcheckpolicies',
      singular: 'healthcheckpolicy',
      shortNames: ['hcp'],
      scope: 'Namespaced',
      subresources: ['status'],
    });
    expect(resource?.verbs.toSorted()).toEqual(
      [
        'create',
        'delete',
        'deletecollection',
        'get',
        'list',
        'patch',
        'update',
        'watch',
      ].toSorted(),
    );
    const document = await cluster.client.discovery.raw<{
      resources: { name: string; verbs: string[] }[];
    }>(`/apis/${hcp.v1beta1.apiVersion}`);
    const status = document.resources.find(({ name }) => name === 'healthcheckpolicies/status');
    expect(status?.verbs.toSorted()).toEqual(['get', 'patch', 'update']);
  });

  it('S26 S75 is found by its short name, at the version that the server prefers', async () => {
    for (const name of ['hcp', 'healthcheckpolicies', 'healthcheckpolicy', 'HealthCheckPolicy']) {
      const found = await cluster.client.restMapper.kindFor(`${name}.${hcp.group}`);
      expect(found).toEqual(hcp.v1beta1);
    }
  });
});

describe('a policy as a user writes it', () => {
  it('S27 is the example of the slides, stored without its status and with a default', async () => {
    const manifest = await workshopManifest(hcp.group);
    const { apiVersion, kind } = manifest;
    const metadata = { ...manifest.metadata, namespace };
    const created = await cluster.client.create(
      { apiVersion, kind },
      { ...manifest, metadata },
      { fieldValidation: 'Strict' },
    );
    expect(created).toMatchObject({ apiVersion: hcp.v1alpha1.apiVersion, kind });
    const stored = await cluster.client.get(hcp.v1beta1, { namespace, name: 'example' });
    expect(stored?.spec).toMatchObject({ podLabel, action: 'label' });
    expect(stored).not.toHaveProperty('status');
  });

  it('S29 is watched from a version on, deleted and created again', async () => {
    const { metadata } = await cluster.client.create(hcp.v1beta1, {
      metadata: key(),
      spec: { podLabel },
    });
    const { name, resourceVersion } = metadata;
    await cluster.client.delete(hcp.v1beta1, { namespace, name });
    await cluster.client.create(hcp.v1beta1, { metadata: { namespace, name }, spec: { podLabel } });
    const options = { namespace, resourceVersion, fieldSelector: `metadata.name=${name}` };
    const events = await take(cluster.client.watch(hcp.v1beta1, options), 2);
    expect(events.map(({ type, object }) => `${type} ${object.metadata.name}`)).toEqual([
      `DELETED ${name}`,
      `ADDED ${name}`,
    ]);
    expect(events[1]?.object.metadata.uid).not.toBe(metadata.uid);
  });

  it('T17 S30 says which actions there are', async () => {
    for (const action of ['skilled', 'labelfoo', 'xannotate']) {
      expect(await refusal({ podLabel, action })).toContain(
        `spec.action: Unsupported value: "${action}": supported values: "label", "kill", "annotate"`,
      );
    }
  });

  it('T17 S30 takes as podLabel only what can be a label', async () => {
    const bad = await refusal({ podLabel: 'Bad Label!' });
    expect(bad).toContain('spec.podLabel: Invalid value: "Bad Label!"');
    expect(bad).toMatch(/should match '\^.*\$'/);
    expect(await refusal({ podLabel: 42 })).toContain(
      'spec.podLabel: Invalid value: "integer": spec.podLabel in body must be of type string: "integer"',
    );
    expect(await refusal({ podLabel: 'x'.repeat(318) })).toContain('may not be more than 317');
    expect(await refusal({ podLabel: '' })).toContain('at least 1 chars long');
    await create({ podLabel: 'example.com/health_check.missing-1' });
  });

  it('T17 S30 names the field, so that a program can tell', async () => {
    const error = await rejection(create({ podLabel: 42, action: 'skilled' }));
    expect((error as ApiError).causes.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['spec.podLabel', 'spec.action']),
    );
    expect((error as ApiError).details).toMatchObject({
      group: hcp.group,
      kind: 'HealthCheckPolicy',
    });
  });

  it('T17 S31 gets every default, also in the smallest form', async () => {
    expect((await create({ podLabel }))['spec']).toEqual({
      podLabel,
      action: 'label',
      checks: ['Missing', 'Failing'],
      probes: ['liveness', 'readiness'],
      gracePeriodSeconds: 30,
      checkIntervalSeconds: 30,
      maxKills: 1,
    });
  });

  it('T17 S32 cannot do without what is required', async () => {
    expect(await refusal({})).toContain('spec.podLabel: Required value');
    const { apiVersion, kind } = hcp.v1beta1;
    const error = await rejection(cluster.client.create({ apiVersion, kind }, { metadata: key() }));
    expect((error as ApiError).message).toContain('spec: Required value');
  });

  it('T17 S32 has numbers within their limits', async () => {
    expect(await refusal({ podLabel, gracePeriodSeconds: -1 })).toContain(
      'spec.gracePeriodSeconds in body should be greater than or equal to 0',
    );
    expect(await refusal({ podLabel, checkIntervalSeconds: 0 })).toContain(
      'should be greater than or equal to 1',
    );
    expect(await refusal({ podLabel, checks: [] })).toContain('at least 1 items');
    expect(await refusal({ podLabel, probes: ['liveness', 'liveness'] })).toContain(
      'spec.probes[1]: Duplicate value: "liveness"',
    );
    const { metadata } = await create({ podLabel });
    const body = { status: { statistics: { pods: { failed: -1, passed: 0 } } } };
    const error = await rejection(
      cluster.client.status.patch(hcp.v1beta1, metadata, { type: 'merge', body }),
    );
    expect(isInvalid(error)).toBe(true);
    expect((error as ApiError).message).toContain(
      'statistics.pods.failed in body should be greater than or equal to 0',
    );
  });

  it('T17 S27 S32 has a lastChecked that is a time, where it is not free text', async () => {
    const { metadata } = await create({ podLabel });
    const lastChecked = 'So 29 Jul 2018 09:13:07 CEST';
    const patch = { type: 'merge', body: { status: { lastChecked } } } as const;
    await expect(cluster.client.status.patch(hcp.v1beta1, metadata, patch)).rejects.toThrow(
      'lastChecked in body must be of type date-time',
    );
  });

  it('T17 S33 is refused for a field that nobody knows, when the check is strict', async () => {
    const error = await rejection(
      create({ podLabel, colour: 'red' }, { fieldValidation: 'Strict' }),
    );
    expect(isBadRequest(error)).toBe(true);
    expect((error as ApiError).message).toContain(
      'strict decoding error: unknown field "spec.colour"',
    );
  });

  it('T17 S33 loses such a field with a warning in the log, which is the default', async () => {
    const created = await create({ podLabel, shade: 'dark' });
    expect(created['spec']).not.toHaveProperty('shade');
    expect(warnings()).toContain('unknown field "spec.shade"');
  });

  it('T17 S33 loses it silently when the check is off', async () => {
    const created = await create({ podLabel, hue: 7 }, { fieldValidation: 'Ignore' });
    expect(created['spec']).not.toHaveProperty('hue');
    expect(warnings().filter((text) => text.includes('spec.hue'))).toEqual([]);
  });

  it('S34 is shown in columns that the server makes', async () => {
    const own = await cluster.newNamespace();
    const metadata = { namespace: own, name: 'example' };
    const path = (version: string) =>
      `/apis/${hcp.group}/${version}/namespaces/${own}/healthcheckpolicies`;
    await cluster.client.create(hcp.v1beta1, { metadata, spec: { podLabel } });
    const lastTransitionTime = '2026-01-01T00:00:00Z';
    await cluster.client.status.patch(hcp.v1beta1, metadata, {
      type: 'merge',
      body: {
        status: {
          statistics: { pods: { failed: 1, passed: 2 } },
          lastChecked: new Date(Date.now() - 3_600_000 * 24 * 365 * 8.5).toISOString(),
          conditions: [
            {
              type: 'Compliant',
              status: 'False',
              reason: 'PodsFailing',
              message: '',
              lastTransitionTime,
            },
          ],
        },
      },
    });
    expect(await tableOf(cluster.transport, path('v1beta1'))).toMatch(
      new RegExp(
        [
          '^NAME +LABEL +ACTION +FAILED +PASSED +COMPLIANT +LAST CHECKED +AGE',
          'example +health-check-missing +label +1 +2 +False +8y\\d*d? +\\d+s$',
        ].join('\n'),
      ),
    );
    expect(await tableOf(cluster.transport, path('v1alpha1'))).toMatch(
      /^NAME +LABEL +ACTION +FAILED +PASSED +COMPLIANT +AGE\n/,
    );
  });
});

describe('two versions of one kind', () => {
  it('S76 warn who uses the deprecated one, once', async () => {
    await using connection = await Cluster.connect(inject('kubeconfigPath'));
    const list = () => connection.client.list(hcp.v1alpha1, { namespace });
    await list();
    await list();
    await connection.client.list(hcp.v1beta1, { namespace });
    expect(connection.logger.messages('warn')).toEqual([
      `${hcp.group}/v1alpha1 HealthCheckPolicy is deprecated; use ${hcp.group}/v1beta1 HealthCheckPolicy`,
    ]);
  });

  it('S17 S76 read what the other wrote, and give it back unchanged', async () => {
    const metadata = key();
    const spec = { podLabel, action: 'annotate', maxKills: 0, probes: ['startup'] } as const;
    const alpha = await cluster.client.create(hcp.v1alpha1, { metadata, spec });
    expect(alpha.apiVersion).toBe(hcp.v1alpha1.apiVersion);
    const beta = await cluster.client.get(hcp.v1beta1, metadata);
    expect(beta).toMatchObject({ apiVersion: hcp.v1beta1.apiVersion, spec: alpha.spec });
    const { resourceVersion } = await cluster.client.update(beta!).then((one) => one.metadata);
    expect(resourceVersion).toBe(alpha.metadata.resourceVersion);
    const again = await cluster.client.get(hcp.v1alpha1, metadata);
    expect(again?.spec).toEqual(alpha.spec);
    expect(again?.metadata.uid).toBe(alpha.metadata.uid);
  });

  it('S76 keep of the status what both know', async () => {
    const { metadata } = await create({ podLabel });
    const status = { statistics: { pods: { failed: 3, passed: 4 } }, podsFailed: 3 };
    const patch = { type: 'merge', body: { status } } as const;
    const alpha = await cluster.client.status.patch(hcp.v1alpha1, metadata, patch);
    expect(alpha.status?.statistics?.pods).toEqual({ failed: 3, passed: 4 });
    const beta = await cluster.client.get(hcp.v1beta1, metadata);
    expect(beta?.status).toEqual({ statistics: { pods: { failed: 3, passed: 4 } } });
    expect(findCondition(beta?.status?.conditions, 'Ready')).toBeUndefined();
  });
});
