import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { createHttpTransport, loadClusterConfig, type Transport } from '@keelson/runtime';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { ResourceModel } from '../model/resource-model.ts';
import { readProject } from '../source/read-project.ts';
import { customResourceDefinition } from './crd.ts';

declare module 'vitest' {
  interface ProvidedContext {
    backend: 'real' | 'embedded';
    kubeconfigPath: string;
  }
}

const definitionsPath = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const fixtures = path.join(import.meta.dirname, '../../fixtures');
const json = { 'content-type': 'application/json' };

/** The workshop's kind belongs to the example's tests: here it has a group of its own. */
function withOwnGroup(resource: ResourceModel): ResourceModel {
  return resource.group === 'policy.k8s-go.openshift.org'
    ? { ...resource, group: 'policy.example.com' }
    : resource;
}

// The embedded control plane does not judge CEL rules yet.
describe.skipIf(inject('backend') !== 'real')(
  'the generated definitions on a real API server',
  () => {
    let transport: Transport;
    let resources: readonly ResourceModel[];
    const warnings: string[] = [];

    const send = async (method: 'DELETE' | 'GET' | 'POST' | 'PUT', url: string, body?: object) => {
      const [requestPath = '', query] = url.split('?');
      const response = await transport.send({
        method,
        path: requestPath,
        query: new URLSearchParams(query),
        headers: json,
        body: body && JSON.stringify(body),
      });
      const { warning } = response.headers;
      if (warning !== undefined) warnings.push(String(warning));
      return {
        status: response.status,
        body: JSON.parse(response.body) as Record<string, unknown>,
      };
    };

    beforeAll(async () => {
      transport = createHttpTransport(
        await loadClusterConfig({ kubeconfig: inject('kubeconfigPath') }),
      );
      resources = readProject(path.join(fixtures, 'tsconfig.json')).resources.map(withOwnGroup);
      for (const resource of resources) {
        const definition = customResourceDefinition(resource, { generatorVersion: '0.0.0' });
        const { status, body } = await send('POST', definitionsPath, definition);
        if (status !== 201) throw new Error(JSON.stringify(body['message']));
      }
    });

    afterAll(async () => {
      for (const { plural, group } of resources) {
        await send('DELETE', `${definitionsPath}/${plural}.${group}`);
      }
      await transport[Symbol.asyncDispose]();
    });

    it('accepts them without a warning, and finds their schemas structural', async () => {
      for (const { plural, group } of resources) {
        await expect
          .poll(
            async () => conditionsOf(await send('GET', `${definitionsPath}/${plural}.${group}`)),
            {
              timeout: 20_000,
            },
          )
          .toMatchObject({ Established: 'True', NamesAccepted: 'True' });
        const found = conditionsOf(await send('GET', `${definitionsPath}/${plural}.${group}`));
        expect(found).not.toHaveProperty('NonStructuralSchema');
      }
      expect(warnings).toEqual([]);
    });

    /** Creates an object of a fixture's kind, as strictly as kubectl does. */
    const create = async (kind: string, spec: object) => {
      const resource = resources.find((one) => one.kind === kind)!;
      const { group, plural, scope, versions } = resource;
      const version = versions.find((one) => one.storage)!.name;
      const namespace = scope === 'Cluster' ? '' : '/namespaces/default';
      const url = `/apis/${group}/${version}${namespace}/${plural}`;
      return send('POST', `${url}?fieldValidation=Strict`, {
        apiVersion: `${group}/${version}`,
        kind,
        metadata: { name: `fixture-${randomUUID()}` },
        spec,
      });
    };

    const widget = { name: 'abc', tags: ['a'], fixed: 'x' };
    const gadget = {
      text: 'x',
      flag: true,
      count: 1,
      limits: { memory: 1 },
      nothing: null,
    };
    const stack = (containers: object[]) => ({ template: { spec: { containers } } });
    const protocolTcp = stack([{ name: 'a', ports: [{ containerPort: 80, protocol: 'TCP' }] }]);
    const reuse = { inherited: 1, span: { from: 1 }, mixed: { from: 1 } };

    it.each([
      [
        'HealthCheckPolicy',
        { podLabel: 'health-check-missing' },
        {
          action: 'label',
          checks: ['Missing', 'Failing'],
          probes: ['liveness', 'readiness'],
          gracePeriodSeconds: 30,
          checkIntervalSeconds: 30,
          maxKills: 1,
        },
      ],
      ['Widget', widget, { timeout: '1h30m', memory: '128Mi', seconds: 121 }],
      ['Widget', { ...widget, anything: [1, 'a'], tree: { any: 1 }, values: { a: [1] } }, {}],
      ['Widget', { ...widget, ports: [{ port: 1 }] }, { ports: [{ port: 1, protocol: 'TCP' }] }],
      ['Widget', { ...widget, target: 80, memory: 5 }, { target: 80, memory: 5 }],
      ['Gadget', gadget, { level: 'high', initial: true, empty: [], made: {} }],
      ['Gadget', { ...gadget, maybe: null }, {}],
      ['Signal', { source: { type: 'git', url: 'x' }, switch: 'on' }, {}],
      ['Reuse', reuse, { kept: 7 }],
      ['Fleet', { region: 'north' }, { replicas: 1 }],
      ['Stack', stack([{ name: 'a', ports: [{ containerPort: 80 }] }]), protocolTcp],
    ])('stores a valid %s %j with its defaults', async (kind, spec, stored) => {
      const { status, body } = await create(kind, spec);
      expect(status, String(body['message'])).toBe(201);
      expect(body['spec']).toMatchObject(stored);
    });

    it.each([
      ['HealthCheckPolicy', {}, 'spec.podLabel: Required value'],
      ['HealthCheckPolicy', { podLabel: 'a', action: 'skilled' }, 'Unsupported value: "skilled"'],
      ['HealthCheckPolicy', { podLabel: 'Bad Label!' }, 'spec.podLabel in body should match'],
      ['HealthCheckPolicy', { podLabel: 42 }, 'must be of type string: "integer"'],
      ['HealthCheckPolicy', { podLabel: 'a', checks: [] }, 'should have at least 1 items'],
      ['Widget', { ...widget, name: 'A' }, 'should match'],
      ['Widget', { ...widget, size: 'medium' }, 'Unsupported value: "medium"'],
      ['Widget', { ...widget, share: 0 }, 'should be greater than 0'],
      ['Widget', { ...widget, step: 3 }, 'should be a multiple of 5'],
      ['Widget', { ...widget, since: 'yesterday' }, 'must be of type date-time'],
      ['Widget', { ...widget, timeout: '1 day' }, 'should match'],
      ['Widget', { ...widget, tags: ['a', 'a'] }, 'Duplicate value: "a"'],
      ['Widget', { ...widget, tags: ['b'] }, 'should match'],
      ['Widget', { ...widget, ports: [{ port: 1 }, { port: 1 }] }, 'Duplicate value'],
      ['Widget', { ...widget, range: { min: 2, max: 1 } }, 'min must not be above max'],
      [
        'Widget',
        { ...widget, range: { min: 1, max: 1, step: 1, steps: 1 } },
        'at most one of the fields in [step steps] may be set',
      ],
      [
        'Widget',
        { ...widget, source: { namespace: 'a' } },
        'exactly one of the fields in [url path] must be set',
      ],
      [
        'Widget',
        { ...widget, source: { path: 'a' } },
        'at least one of the fields in [url namespace] must be set',
      ],
      ['Widget', { ...widget, target: 1.5 }, 'must be of type integer'],
      ['Widget', { ...widget, memory: 'lots' }, 'should match'],
      ['Widget', { ...widget, grid: [[-1]] }, 'should be greater than or equal to 0'],
      ['Widget', { ...widget, checked: 'b' }, 'not b'],
      ['Widget', { ...widget, template: { kind: 'Pod' } }, 'apiVersion'],
      ['Gadget', { ...gadget, count: 2 ** 31 }, 'int32'],
      ['Gadget', { ...gadget, text: null }, 'spec.text: Required value'],
      ['Gadget', { ...gadget, unknown: 1 }, 'unknown field "spec.unknown"'],
      ['Signal', { source: { type: 'git' } }, 'url is required when type is git or http'],
      ['Signal', { source: { type: 'none', url: 'a' } }, 'url goes with type git or http only'],
      ['Signal', { number: 4 }, 'Unsupported value: 4'],
      ['Signal', { yes: false }, 'Unsupported value: false'],
      ['Stack', stack([{ image: 'a' }]), 'spec.template.spec.containers[0].name: Required value'],
      ['Stack', stack([{ name: 'a' }, { name: 'a' }]), 'Duplicate value'],
      ['Reuse', { ...reuse, box: { value: { value: 'a' } } }, 'must be of type integer: "string"'],
    ])('refuses an invalid %s %j', async (kind, spec, message) => {
      const { status, body } = await create(kind, spec);
      expect([400, 422], String(body['message'])).toContain(status);
      expect(body['message']).toContain(message);
    });

    it('lets an immutable field come later, but not change or go', async () => {
      const { body: created } = await create('Widget', widget);
      const { group } = resources.find((one) => one.kind === 'Widget')!;
      const name = (created['metadata'] as { name: string }).name;
      const url = `/apis/${group}/v1/namespaces/default/widgets/${name}`;
      const spec = created['spec'] as object;
      const changed = await send('PUT', url, { ...created, spec: { ...spec, fixed: 'y' } });
      expect(changed.body['message']).toContain(
        'spec.fixed: Invalid value: "y": field is immutable',
      );
      const later = await send('PUT', url, { ...created, spec: { ...spec, 'fixed-later': 'y' } });
      expect(later.status, String(later.body['message'])).toBe(200);
      const gone = await send('PUT', url, { ...later.body, spec });
      expect(gone.body['message']).toContain('field fixed-later is immutable once set');
    });
  },
);

function conditionsOf({ body }: { readonly body: Record<string, unknown> }) {
  const { conditions = [] } = (body['status'] ?? {}) as {
    conditions?: { type: string; status: string }[];
  };
  return Object.fromEntries(conditions.map(({ type, status }) => [type, status]));
}
