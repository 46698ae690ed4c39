import type { Answer } from '../answer.ts';
import type { Api } from '../api.ts';
import { type Case, group } from '../group.ts';
import { deployment, service } from './objects.ts';
import { changeSchema } from './schema-change.ts';

const quiet = { record: false } as const;

const item = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string' }, value: { type: 'string' }, port: { type: 'integer' } },
};
const items = { type: 'array', items: item };
const texts = { type: 'array', items: { type: 'string' } };
const status = { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } } };
const properties = {
  atomic: texts,
  set: { ...texts, 'x-kubernetes-list-type': 'set' },
  map: { ...items, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] },
  keys: {
    ...items,
    items: { ...item, required: ['name', 'port'] },
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['name', 'port'],
  },
  defaulted: {
    ...items,
    items: { ...item, properties: { ...item.properties, port: { type: 'integer', default: 80 } } },
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['name', 'port'],
  },
  free: { type: 'object', additionalProperties: { type: 'string' } },
  whole: {
    type: 'object',
    properties: { a: { type: 'string' }, b: { type: 'string' } },
    'x-kubernetes-map-type': 'atomic',
  },
  any: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  either: { 'x-kubernetes-int-or-string': true },
  nullable: { type: 'string', nullable: true },
  value: { type: 'string', default: 'd' },
};
const schema = { type: 'object', properties: { spec: { type: 'object', properties }, status } };

type Step = readonly [manager: string, spec: object, query?: string | undefined];

/** Specs of a custom resource, applied one after the other. */
function applied(...steps: readonly Step[]): Case {
  return async (api) => {
    const cr = await api.installCustomResource({ schema });
    for (const [manager, spec, query = ''] of steps) {
      const path = `${cr.path}/a?fieldManager=${manager}${query}`;
      await api.patch(path, { apply: cr.object('a', { spec }) });
    }
  };
}

function applyTo(api: Api, path: string, [manager, object, query = '']: Step): Promise<Answer> {
  return api.patch(`${path}?fieldManager=${manager}${query}`, { apply: object });
}

/** Specs of pods of a Deployment, applied one after the other. */
function appliedPods(...steps: readonly Step[]): Case {
  return async (api) => {
    const path = `${api.in('apps/v1')}/deployments/a`;
    for (const [manager, spec, query] of steps) {
      const template = { metadata: { labels: { app: 'a' } }, spec };
      await applyTo(api, path, [manager, deployment('a', { template }), query]);
    }
  };
}

function container(name: string, fields: object = {}): object {
  return { name, image: 'example.com/app:1', ...fields };
}

function appliedPorts(...steps: readonly Step[]): Case {
  return async (api) => {
    const path = `${api.core}/services/a`;
    for (const [manager, spec, query] of steps) {
      await applyTo(api, path, [manager, service('a', spec), query]);
    }
  };
}

export const applyListCases = group('apply-lists', {
  'an atomic list is one value': applied(
    ['one', { atomic: ['a', 'b'] }],
    ['two', { atomic: ['a', 'b'] }],
    ['two', { atomic: ['b'] }],
    ['two', { atomic: ['b'] }, '&force=true'],
  ),
  'items of a set': applied(
    ['one', { set: ['a', 'b'] }],
    ['two', { set: ['c', 'b'] }],
    ['one', { set: ['b'] }],
    ['two', { set: ['c'] }],
  ),
  'the order of a set': applied(
    ['one', { set: ['a', 'b', 'c'] }],
    ['one', { set: ['c', 'a', 'b'] }],
    ['two', { set: ['x', 'a'] }],
  ),
  'an item twice in a set': applied(
    ['one', { set: ['a', 'a'] }],
    ['one', { set: ['a', 'b', 'a'] }],
  ),
  'items of a map list': applied(
    ['one', { map: [{ name: 'a', value: '1' }] }],
    ['two', { map: [{ name: 'b', value: '2' }] }],
    ['two', { map: [{ name: 'a', port: 1 }] }],
    ['two', { map: [{ name: 'a', value: '3' }] }],
    ['one', {}],
  ),
  'the order of a map list': applied(
    ['one', { map: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] }],
    ['one', { map: [{ name: 'c' }, { name: 'a' }] }],
    ['two', { map: [{ name: 'z' }, { name: 'a' }] }],
  ),
  'a key twice in a map list': applied([
    'one',
    { map: [{ name: 'a' }, { name: 'a', value: '1' }] },
  ]),
  'a map list without its key': applied(['one', { map: [{ value: '1' }] }]),
  'several keys': applied(
    ['one', { keys: [{ name: 'a', port: 1, value: '1' }] }],
    ['two', { keys: [{ name: 'a', port: 2, value: '2' }] }],
    ['two', { keys: [{ name: 'a', port: 1, value: '2' }] }],
    ['two', { keys: [{ name: 'a', value: '2' }] }],
  ),
  'a key with a default': applied(
    ['one', { defaulted: [{ name: 'a', value: '1' }] }],
    ['one', { defaulted: [{ name: 'a', port: 80, value: '2' }] }],
    ['two', { defaulted: [{ name: 'a', port: 81 }] }],
  ),
  'keys of a map': applied(
    ['one', { free: { a: '1', b: '2' } }],
    ['two', { free: { b: '3' } }],
    ['two', { free: { c: '3' } }],
    ['one', { free: {} }],
  ),
  'an atomic map is one value': applied(
    ['one', { whole: { a: '1', b: '2' } }],
    ['two', { whole: { a: '1' } }],
    ['two', { whole: { a: '1' } }, '&force=true'],
  ),
  'fields that the schema does not know': applied(
    ['one', { any: { a: { b: 1, c: [1, 2] } } }],
    ['two', { any: { a: { d: 1 } } }],
    ['two', { any: { a: { c: [1] } } }],
    ['one', { any: {} }],
  ),
  'an int or a string': applied(['one', { either: 1 }], ['two', { either: '1' }]),
  'null for a nullable field': applied(['one', { nullable: null }], ['two', { nullable: 'a' }]),
  'a default is nobody’s': applied(
    ['one', { atomic: ['a'] }],
    ['two', { value: 'e' }],
    ['two', {}],
  ),
  'a value of another type': applied(
    ['one', { atomic: 'a' }],
    ['one', { set: { a: 'b' } }],
    ['one', { free: ['a'] }],
    ['one', { value: 1 }],
  ),
  'an unknown field': applied(
    ['one', { unknown: 1 }],
    ['one', { unknown: 1 }, '&fieldValidation=Warn'],
  ),
  'empty lists and maps': applied(
    ['one', { set: [], map: [], free: {}, any: {} }],
    ['two', { set: ['a'] }],
    ['one', {}],
  ),
  'the status of a custom resource': async (api) => {
    const cr = await api.installCustomResource({
      schema,
      version: { subresources: { status: {} } },
    });
    const object = cr.object('a', { spec: { value: 'a' }, status: { a: '1' } });
    await applyTo(api, `${cr.path}/a/status`, ['one', object]);
    await applyTo(api, `${cr.path}/a`, ['one', object]);
    await applyTo(api, `${cr.path}/a/status`, ['one', object]);
    await applyTo(api, `${cr.path}/a/status`, ['two', cr.object('a', { status: { a: '2' } })]);
    await applyTo(api, `${cr.path}/a/status`, ['two', cr.object('a', { status: { b: '2' } })]);
    await applyTo(api, `${cr.path}/a/status`, ['one', cr.object('a')]);
    await applyTo(api, `${cr.path}/a`, ['one', cr.object('a', { spec: { value: 'b' } })]);
  },
  'the status where there is no subresource': async (api) => {
    const cr = await api.installCustomResource({ schema });
    await applyTo(api, `${cr.path}/a`, ['one', cr.object('a', { status: { a: '1' } })]);
    await applyTo(api, `${cr.path}/a/status`, ['one', cr.object('a', { status: { a: '1' } })]);
  },
  'two versions of a definition': async (api) => {
    const version = { served: true, schema: { openAPIV3Schema: schema } };
    const versions = [
      { name: 'v1', storage: true, ...version },
      { name: 'v2', storage: false, ...version },
    ];
    const cr = await api.installCustomResource({ versions });
    const path = `${api.in(`${cr.group}/v2`)}/${cr.plural}/a`;
    const second = { apiVersion: `${cr.group}/v2` };
    await applyTo(api, `${cr.path}/a`, ['one', cr.object('a', { spec: { free: { a: '1' } } })]);
    const changed = cr.object('a', { ...second, spec: { free: { a: '2' } } });
    await applyTo(api, path, ['two', changed]);
    await applyTo(api, path, ['one', cr.object('a', { ...second, spec: { free: { b: '1' } } })]);
    await applyTo(api, path, ['one', cr.object('a', { spec: { free: { b: '1' } } })]);
  },
  'a list that became a set': async (api) => {
    const cr = await api.installCustomResource({ schema });
    await applyTo(api, `${cr.path}/a`, ['one', cr.object('a', { spec: { atomic: ['a', 'b'] } })]);
    const set = { ...texts, 'x-kubernetes-list-type': 'set' };
    const changed = { ...properties, atomic: set };
    await changeSchema(api, cr, {
      schema: {
        type: 'object',
        properties: { spec: { type: 'object', properties: changed }, status },
      },
      probe: { spec: { atomic: ['x', 'x'] } },
      seen: (code) => code === 422,
    });
    await applyTo(api, `${cr.path}/a`, ['two', cr.object('a', { spec: { atomic: ['a', 'c'] } })]);
    await applyTo(api, `${cr.path}/a`, ['one', cr.object('a', { spec: { atomic: ['b'] } })]);
  },
  'an update of the spec is a new generation': async (api) => {
    const cr = await api.installCustomResource({ schema });
    await applyTo(api, `${cr.path}/a`, ['one', cr.object('a', { spec: { value: 'a' } })]);
    await applyTo(api, `${cr.path}/a`, ['one', cr.object('a', { spec: { value: 'b' } })]);
    const metadata = { name: 'a', labels: { x: 'y' } };
    await applyTo(api, `${cr.path}/a`, ['one', cr.object('', { metadata, spec: { value: 'b' } })]);
  },
  'a custom resource that was updated': async (api) => {
    const cr = await api.installCustomResource({ schema });
    const made = await api.post(
      `${cr.path}?fieldManager=x`,
      cr.object('a', { spec: { value: 'a' } }),
    );
    await applyTo(api, `${cr.path}/a`, ['one', cr.object('a', { spec: { value: 'b' } })]);
    await api.put(`${cr.path}/a?fieldManager=y`, {
      ...made.body,
      spec: { value: 'b', set: ['a'] },
    });
    await applyTo(api, `${cr.path}/a`, [
      'one',
      cr.object('a', { spec: { value: 'b', set: ['b'] } }),
    ]);
  },
  'containers by name': appliedPods(
    ['one', { containers: [container('a')] }],
    ['two', { containers: [container('b', { image: 'example.com/b' })] }],
    ['two', { containers: [container('a', { image: 'example.com/b' })] }],
    ['one', { containers: [] }],
  ),
  'variables by name': appliedPods(
    ['one', { containers: [container('a', { env: [{ name: 'A', value: '1' }] })] }],
    ['two', { containers: [container('a', { env: [{ name: 'B', value: '2' }] })] }],
    ['two', { containers: [container('a', { env: [{ name: 'A', value: '2' }] })] }],
  ),
  'a variable twice': appliedPods([
    'one',
    {
      containers: [
        container('a', {
          env: [
            { name: 'A', value: '1' },
            { name: 'A', value: '2' },
          ],
        }),
      ],
    },
  ]),
  'container ports by port and protocol': appliedPods(
    ['one', { containers: [container('a', { ports: [{ containerPort: 80 }] })] }],
    ['two', { containers: [container('a', { ports: [{ containerPort: 80, protocol: 'UDP' }] })] }],
    ['two', { containers: [container('a', { ports: [{ containerPort: 80, name: 'http' }] })] }],
  ),
  'volumes, tolerations and quantities': appliedPods(
    [
      'one',
      {
        containers: [container('a', { resources: { limits: { cpu: '1000m' } }, args: ['a', 'b'] })],
        volumes: [{ name: 'v', emptyDir: {} }],
        tolerations: [{ key: 'a', operator: 'Exists' }],
      },
    ],
    [
      'two',
      {
        containers: [container('a', { resources: { limits: { cpu: '1' } }, args: ['a'] })],
        volumes: [{ name: 'v', configMap: { name: 'c' } }],
        tolerations: [{ key: 'b', operator: 'Exists' }],
      },
    ],
  ),
  'what is left out of a deployment gets its default again': async (api) => {
    const path = `${api.in('apps/v1')}/deployments/a`;
    await applyTo(api, path, ['one', deployment('a', { replicas: 3, minReadySeconds: 5 })]);
    await applyTo(api, path, ['one', deployment('a')]);
  },
  'replicas are handed to a scaler': async (api) => {
    const path = `${api.in('apps/v1')}/deployments/a`;
    await applyTo(api, path, ['one', deployment('a', { replicas: 1 })]);
    await api.patch(`${path}/scale?fieldManager=scaler`, { merge: { spec: { replicas: 5 } } });
    await applyTo(api, path, ['one', deployment('a', { replicas: 1 })]);
    await applyTo(api, path, ['one', deployment('a')]);
  },
  'a scale is applied': async (api) => {
    const path = `${api.in('apps/v1')}/deployments/a`;
    await applyTo(api, path, ['one', deployment('a', { replicas: 1 })]);
    const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'a' } };
    await applyTo(api, `${path}/scale`, ['two', { ...scale, spec: { replicas: 3 } }]);
    await applyTo(api, `${path}/scale`, [
      'two',
      { ...scale, spec: { replicas: 3 } },
      '&force=true',
    ]);
    await api.get(path);
  },
  'ports of a service': appliedPorts(
    ['one', { ports: [{ name: 'a', port: 80 }] }],
    ['two', { ports: [{ name: 'b', port: 81, protocol: 'TCP' }] }],
    ['two', { ports: [{ name: 'c', port: 80 }] }],
    ['one', { ports: [{ name: 'a', port: 80, protocol: 'TCP', targetPort: 'http' }] }],
  ),
  'the selector of a service is one value': appliedPorts(
    ['one', { selector: { app: 'a' } }],
    ['two', { selector: { app: 'a', x: 'y' } }],
  ),
  'the selector of a deployment is one value': async (api) => {
    const path = `${api.in('apps/v1')}/deployments/a`;
    await applyTo(api, path, ['one', deployment('a')]);
    const selector = { matchLabels: { app: 'b' } };
    await applyTo(api, path, ['two', deployment('a', { selector })]);
    await applyTo(api, path, ['two', deployment('a', { selector }), '&force=true']);
  },
  'data of a secret': async (api) => {
    const path = `${api.core}/secrets/a`;
    const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } };
    await applyTo(api, path, ['one', { ...object, stringData: { a: '1' } }]);
    await applyTo(api, path, ['one', { ...object, data: { a: 'Mg==' } }]);
    await applyTo(api, path, ['two', { ...object, data: { a: 'Mw==' } }]);
  },
  'what a manager made with a post': async (api) => {
    const path = `${api.in('apps/v1')}/deployments`;
    await api.post(`${path}?fieldManager=x`, deployment('a'), quiet);
    await applyTo(api, `${path}/a`, ['x', deployment('a', { replicas: 2 })]);
    await applyTo(api, `${path}/a`, ['x', deployment('a', { replicas: 2 }), '&force=true']);
  },
});
