import type { JsonObject } from '../exact-json.ts';
import { type Case, group } from '../group.ts';
import { changeSchema } from './schema-change.ts';

const quiet = { record: false } as const;

function schemaOf(properties: object, more: object = {}): object {
  return {
    type: 'object',
    properties: { spec: { type: 'object', properties, ...more } },
  };
}

/** Objects with these specs, made one after the other. */
function made(properties: object, specs: readonly object[], more?: object): Case {
  return async (api) => {
    const cr = await api.installCustomResource({ schema: schemaOf(properties, more) });
    for (const [index, spec] of specs.entries()) {
      await api.post(cr.path, cr.object(`o${index}`, { spec }));
    }
  };
}

const text = { type: 'string' };
const integer = { type: 'integer' };
const items = { type: 'array', items: text };
const keyed = {
  type: 'array',
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['name', 'port'],
  items: {
    type: 'object',
    required: ['name'],
    properties: { name: text, port: { ...integer, default: 80 }, value: text },
  },
};

export const customResourceCases = group('custom-resources', {
  types: made(
    {
      a: text,
      b: integer,
      c: { type: 'boolean' },
      d: { type: 'number' },
      e: items,
      f: { type: 'object' },
    },
    [
      { a: 'x', b: 1, c: true, d: 1.5, e: ['x'], f: {} },
      { a: 1 },
      { b: 'x' },
      { b: 1.5 },
      { c: 'true' },
      { d: 'x' },
      { e: 'x' },
      { e: [1] },
      { f: [] },
    ],
  ),
  null: made({ a: text, b: { ...text, nullable: true }, c: { ...text, default: 'd' }, e: items }, [
    { a: null },
    { b: null },
    { c: null },
    { e: null },
    { e: [null] },
  ]),
  'an enumeration': made({ a: { ...text, enum: ['x', 'y'] }, b: { ...integer, enum: [1, 2] } }, [
    { a: 'x', b: 2 },
    { a: 'z' },
    { b: 3 },
    { a: '' },
  ]),
  'a pattern': made({ a: { ...text, pattern: '^[a-z]+$' } }, [
    { a: 'abc' },
    { a: 'A"b' },
    { a: '' },
  ]),
  lengths: made({ a: { ...text, minLength: 2, maxLength: 3 } }, [
    { a: 'é' },
    { a: 'ééé' },
    { a: 'abcd' },
    { a: '' },
  ]),
  numbers: made(
    {
      a: { ...integer, minimum: 1, maximum: 3 },
      b: {
        type: 'number',
        minimum: 0,
        exclusiveMinimum: true,
        maximum: 1.5,
        exclusiveMaximum: true,
      },
      c: { ...integer, multipleOf: 5 },
    },
    [{ a: 0 }, { a: 4 }, { b: 0 }, { b: 1.5 }, { c: 7 }, { a: 2, b: 1, c: 10 }],
  ),
  'integers of 32 and 64 bits': made(
    { a: { ...integer, format: 'int32' }, b: { ...integer, format: 'int64' }, c: integer },
    [
      { a: 2_147_483_647 },
      { a: 2_147_483_648 },
      { b: 9_223_372_036_854_775_807n, c: 9_007_199_254_740_993n },
      { c: 1e20 },
      { c: 2.0 },
    ],
  ),
  formats: made(
    {
      date: { ...text, format: 'date' },
      time: { ...text, format: 'date-time' },
      email: { ...text, format: 'email' },
      ipv4: { ...text, format: 'ipv4' },
      uri: { ...text, format: 'uri' },
      uuid: { ...text, format: 'uuid' },
      byte: { ...text, format: 'byte' },
      duration: { ...text, format: 'duration' },
      cidr: { ...text, format: 'cidr' },
    },
    [
      { date: '2020-13-01' },
      { time: '2020-01-01' },
      { email: 'x' },
      { ipv4: '1.2.3' },
      { uri: 'x y' },
      { uuid: 'x' },
      { byte: '*' },
      { duration: 'x' },
      { cidr: '1.2.3.4' },
      {
        date: '2020-01-02',
        time: '2020-01-02T03:04:05Z',
        email: 'a@example.com',
        ipv4: '1.2.3.4',
        uri: 'https://example.com',
        uuid: '01234567-89ab-4def-8123-456789abcdef',
        byte: 'AAEC',
        duration: '1h',
        cidr: '1.2.3.0/24',
      },
    ],
  ),
  'sizes of lists and maps': made(
    {
      a: { ...items, minItems: 1, maxItems: 2 },
      b: { type: 'object', additionalProperties: text, minProperties: 1, maxProperties: 2 },
    },
    [{ a: [] }, { a: ['x', 'y', 'z'] }, { b: {} }, { b: { x: '1', y: '2', z: '3' } }],
  ),
  'required fields': made(
    { a: { type: 'object', required: ['y', 'x'], properties: { x: text, y: text } } },
    [{}, { b: text, a: {} }, { b: 'x', a: { y: 'y' } }],
    { required: ['b', 'a'] },
  ),
  'a spec that is required': async (api) => {
    const schema = { ...schemaOf({ a: text }), required: ['spec'] };
    const cr = await api.installCustomResource({ schema });
    await api.post(cr.path, cr.object('a'));
    await api.post(cr.path, cr.object('a', { spec: null }));
    await api.post(cr.path, cr.object('a', { spec: {} }));
  },
  'several faults in several fields': async (api) => {
    const properties = {
      a: { ...text, enum: ['x'] },
      b: { ...integer, maximum: 1 },
      c: { ...items, items: { ...text, maxLength: 1 } },
      d: { type: 'object', required: ['z'], properties: { z: text } },
    };
    const schema = schemaOf(properties, { required: ['e'] });
    const cr = await api.installCustomResource({ schema });
    const spec = { a: 'q', b: 2, c: ['ab', 'a', 'abc'], d: {} };
    // Their order is another one each time.
    await api.post(cr.path, cr.object('a', { spec }), {
      record: ({ details }) => {
        const { causes = [] } = (details ?? {}) as { causes?: JsonObject[] };
        return causes.map((cause) => JSON.stringify(cause)).toSorted();
      },
    });
  },
  'several faults in one field': made(
    { a: { ...text, minLength: 5, pattern: '^x', enum: ['xxxxx'] } },
    [{ a: 'a' }],
  ),
  'an item twice in a set': made({ a: { ...items, 'x-kubernetes-list-type': 'set' } }, [
    { a: ['x', 'y'] },
    { a: ['x', 'y', 'x', 'y', 'x'] },
  ]),
  'a key twice in a map list': made({ a: keyed }, [
    { a: [{ name: 'x' }, { name: 'x', port: 81 }] },
    { a: [{ name: 'x' }, { name: 'y' }, { name: 'x', port: 80, value: '1' }] },
    { a: [{ value: '1' }] },
  ]),
  'additional properties': made(
    {
      a: { type: 'object', additionalProperties: integer },
      b: { type: 'object', additionalProperties: { type: 'object', properties: { x: text } } },
    },
    [
      { a: { x: 1, y: 2 }, b: { k: { x: '1' } } },
      { a: { x: 'a' } },
      { b: { k: { x: 1 } } },
      { b: { k: { z: 1 } } },
    ],
  ),
  junctors: made(
    {
      a: { ...integer, anyOf: [{ minimum: 10 }, { maximum: 1 }] },
      b: { ...integer, oneOf: [{ minimum: 1 }, { maximum: 5 }] },
      c: { ...integer, not: { minimum: 5 } },
      d: { ...integer, allOf: [{ minimum: 1 }, { maximum: 5 }] },
    },
    [{ a: 5 }, { b: 3 }, { c: 6 }, { d: 7 }, { a: 11, b: 6, c: 1, d: 3 }],
  ),
  'an int or a string': made({ a: { 'x-kubernetes-int-or-string': true } }, [
    { a: 1 },
    { a: '50%' },
    { a: true },
    { a: 1.5 },
  ]),
  'unknown fields are pruned': made(
    {
      a: { type: 'object', properties: { x: text } },
      b: { type: 'array', items: { type: 'object', properties: { x: text } } },
    },
    [{ a: { x: '1', y: 2 }, b: [{ x: '1', z: 1 }], c: 1 }],
  ),
  'unknown fields are kept where it says so': made(
    {
      a: {
        type: 'object',
        'x-kubernetes-preserve-unknown-fields': true,
        properties: { x: { type: 'object', properties: { y: text } } },
      },
    },
    [{ a: { b: { c: 1 }, x: { y: '1', z: 2 } } }],
  ),
  'fields beside spec and status': async (api) => {
    const cr = await api.installCustomResource({ schema: schemaOf({}) });
    await api.post(cr.path, cr.object('a', { data: 1 }));
    await api.post(cr.path, cr.object('', { metadata: { name: 'b', unknown: 1 } }));
    await api.post(
      `${cr.path}?fieldValidation=Strict`,
      cr.object('c', { data: 1, spec: { x: 1 } }),
    );
  },
  'an embedded resource': made(
    {
      a: {
        type: 'object',
        'x-kubernetes-embedded-resource': true,
        'x-kubernetes-preserve-unknown-fields': true,
      },
    },
    [
      {
        a: {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'x', unknown: 1 },
          data: { a: 1 },
        },
      },
      { a: {} },
      { a: { apiVersion: 'v1', kind: 'Config Map', metadata: { name: 'X' } } },
      { a: { apiVersion: 'v1', kind: 'X', metadata: { labels: { 'a b': 'c' } } } },
    ],
  ),
  defaults: made(
    {
      a: { ...text, default: 'x' },
      b: { type: 'object', default: {}, properties: { c: { ...integer, default: 1 } } },
      d: { type: 'object', properties: { e: { ...integer, default: 2 } } },
      f: {
        type: 'array',
        items: { type: 'object', properties: { g: { type: 'boolean', default: true } } },
      },
      h: {
        type: 'object',
        additionalProperties: { type: 'object', properties: { i: { ...text, default: 'y' } } },
      },
    },
    [{}, { a: '', d: {}, f: [{}, { g: false }], h: { k: {} } }],
  ),
  'the default of a whole spec': async (api) => {
    const schema = {
      type: 'object',
      properties: { spec: { type: 'object', default: { a: 'x' }, properties: { a: text } } },
    };
    const cr = await api.installCustomResource({ schema });
    await api.post(cr.path, cr.object('a'));
    await api.post(cr.path, cr.object('b', { spec: {} }));
    await api.patch(`${cr.path}/b`, { merge: { spec: null } });
  },
  rules: made(
    {
      a: { ...integer, 'x-kubernetes-validations': [{ rule: 'self > 1', message: 'too few' }] },
      b: integer,
    },
    [{ a: 1 }, { a: 2, b: 1 }, { a: 2, b: 3 }],
    {
      'x-kubernetes-validations': [
        { rule: '!has(self.b) || self.b <= self.a' },
        { rule: 'true', message: 'never' },
      ],
    },
  ),
  'rules about changes': async (api) => {
    const immutable = {
      ...text,
      'x-kubernetes-validations': [
        { rule: 'self == oldSelf', message: 'is immutable', reason: 'FieldValueForbidden' },
      ],
    };
    const cr = await api.installCustomResource({ schema: schemaOf({ a: immutable, b: text }) });
    await api.post(cr.path, cr.object('a', { spec: { a: 'x' } }), quiet);
    await api.patch(`${cr.path}/a`, { merge: { spec: { a: 'y' } } });
    await api.patch(`${cr.path}/a`, { merge: { spec: { b: 'y' } } });
    await api.patch(`${cr.path}/a`, { merge: { spec: { a: null } } });
  },
  'an old object gets new defaults and loses no fields when read': async (api) => {
    const cr = await api.installCustomResource({ schema: schemaOf({ a: text, old: text }) });
    await api.post(cr.path, cr.object('a', { spec: { a: '1', old: '2' } }), quiet);
    await changeSchema(api, cr, {
      schema: schemaOf({ a: text, fresh: { ...text, default: 'x' } }),
      probe: { spec: {} },
      seen: (_, { spec }) => (spec as { fresh?: string } | undefined)?.fresh === 'x',
    });
    await api.get(`${cr.path}/a`);
    await api.get(cr.path, { record: ({ items: all }) => all ?? null });
    await api.patch(`${cr.path}/a`, { merge: { metadata: { labels: { x: 'y' } } } });
  },
  'an old object that the schema no longer takes': async (api) => {
    const cr = await api.installCustomResource({ schema: schemaOf({ a: text, b: text }) });
    await api.post(cr.path, cr.object('a', { spec: { a: 'long', b: 'x' } }), quiet);
    await changeSchema(api, cr, {
      schema: schemaOf({ a: { ...text, maxLength: 1 }, b: text, c: text }, { required: ['c'] }),
      probe: { spec: {} },
      seen: (status) => status === 422,
    });
    await api.get(`${cr.path}/a`);
    await api.patch(`${cr.path}/a`, { merge: { spec: { b: 'y' } } });
    await api.patch(`${cr.path}/a`, { merge: { spec: { c: 'y' } } });
    await api.patch(`${cr.path}/a`, { merge: { spec: { a: 'longer' } } });
    await api.patch(`${cr.path}/a`, { merge: { metadata: { labels: { x: 'y' } } } });
  },
  'the generation with a status subresource': async (api) => {
    const cr = await api.installCustomResource({ version: { subresources: { status: {} } } });
    await api.post(cr.path, cr.object('a', { spec: { a: 1 }, status: { b: 1 } }));
    await api.patch(`${cr.path}/a`, { merge: { status: { b: 2 } } });
    await api.patch(`${cr.path}/a/status`, { merge: { status: { b: 2 }, spec: { a: 5 } } });
    await api.patch(`${cr.path}/a`, { merge: { spec: { a: 2 } } });
    await api.patch(`${cr.path}/a`, { merge: { metadata: { annotations: { a: 'b' } } } });
  },
  'the generation without one': async (api) => {
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('a', { spec: { a: 1 }, status: { b: 1 } }));
    await api.patch(`${cr.path}/a`, { merge: { status: { b: 2 } } });
    await api.patch(`${cr.path}/a`, { merge: { metadata: { annotations: { a: 'b' } } } });
    await api.patch(`${cr.path}/a/status`, { merge: { status: { b: 3 } } });
  },
  'the generation that is sent': async (api) => {
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('', { metadata: { name: 'a', generation: 7 } }));
    await api.patch(`${cr.path}/a`, { merge: { metadata: { generation: 9 } } });
  },
  'a kind of the cluster': async (api) => {
    const cr = await api.installCustomResource({ scope: 'Cluster' });
    await api.post(cr.path, cr.object('a'));
    await api.post(cr.path, cr.object('', { metadata: { name: 'b', namespace: 'default' } }));
    await api.get(`/apis/${cr.apiVersion}/namespaces/default/${cr.plural}/a`);
  },
  'a body of another version, kind or group': async (api) => {
    const cr = await api.installCustomResource();
    await api.post(cr.path, { ...cr.object('a'), apiVersion: `${cr.group}/v2` });
    await api.post(cr.path, { ...cr.object('a'), kind: 'Gadget' });
    await api.post(cr.path, { ...cr.object('a'), apiVersion: 'v1' });
    await api.post(cr.path, { metadata: { name: 'a' } });
  },
});
