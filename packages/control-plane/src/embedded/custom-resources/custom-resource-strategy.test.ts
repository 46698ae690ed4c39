import type { JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import type { TableFormat } from '../registry/strategy.ts';
import { customResourceStrategy } from './custom-resource-strategy.ts';
import { replicasPathsOf, scaleProjection } from './scale-projection.ts';

const scale = {
  specReplicasPath: '.spec.r2',
  statusReplicasPath: '.status.r',
  labelSelectorPath: '.status.sel',
};
const text = (name: string, jsonPath: string): JsonObject => ({ name, type: 'string', jsonPath });
const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const definition: JsonObject = {
  spec: {
    group: 'inst.test',
    scope: 'Namespaced',
    names: { plural: 'scales', kind: 'Scaled' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', properties: { spec: open, status: open } } },
        subresources: { status: {}, scale },
        selectableFields: [
          { jsonPath: '.spec.s' },
          { jsonPath: '.spec.b' },
          { jsonPath: '.spec.replicas' },
        ],
        additionalPrinterColumns: [
          text('S', '.spec.s'),
          text('SN', '.spec.n'),
          { name: 'N', type: 'number', jsonPath: '.spec.n' },
          { name: 'I', type: 'integer', jsonPath: '.spec.n' },
          { name: 'B', type: 'boolean', jsonPath: '.spec.b' },
          text('SB', '.spec.b'),
          { name: 'D', type: 'date', jsonPath: '.spec.d', description: 'a date', priority: 1 },
          text('L', '.spec.l'),
          text('L1', '.spec.l[1]'),
          text('LA', '.spec.l[*]'),
          text('M', '.spec.m'),
          { name: 'IR', type: 'integer', jsonPath: '.spec.replicas', format: 'int32' },
          { name: 'IS', type: 'integer', jsonPath: '.spec.s' },
        ],
      },
      {
        name: 'v1alpha1',
        served: true,
        storage: false,
        additionalPrinterColumns: [text('Bad', '.spec[x'), text('S', '.spec.s')],
      },
      { name: 'v1beta1', served: true, storage: false },
    ],
  },
};
const strategy = customResourceStrategy(definition, 'v1');
const object = (spec: JsonObject, more: JsonObject = {}): JsonObject => ({
  apiVersion: 'inst.test/v1',
  kind: 'Scaled',
  metadata: { name: 'a', namespace: 'default', creationTimestamp: '2026-11-23T07:08:56Z' },
  spec,
  ...more,
});
const now = Date.parse('2026-11-23T07:08:57Z');
const main = { subresource: '', username: 'admin' };
const status = { subresource: 'status', username: 'admin' };

// The cells are those that a real server (1.37.2) sent for these objects.
describe('table of a custom resource', () => {
  const { columns } = strategy.table;
  const cellsOf: TableFormat['cellsOf'] = (shown, time) => strategy.table.cellsOf(shown, time);

  it('shows values as their columns ask', () => {
    const spec = {
      r2: 3,
      s: 'x',
      n: 3.7,
      b: true,
      d: '2020-01-01T00:00:00Z',
      l: ['p', 'q'],
      m: { z: '1', a: '<2>' },
      replicas: 2,
    };
    expect(cellsOf(object(spec), now)).toEqual([
      'a',
      'x',
      '3.7',
      3.7,
      3,
      true,
      'true',
      '6y328d',
      '["p","q"]',
      'q',
      'p',
      '{"a":"\\u003c2\\u003e","z":"1"}',
      2,
      null,
    ]);
  });

  it('shows what is missing or of another type as null', () => {
    const spec = { s: null, n: 1e-7, d: 'nodate', l: [] };
    expect(cellsOf(object(spec), now)).toEqual([
      'a',
      '<no value>',
      '1e-07',
      1e-7,
      0,
      null,
      null,
      '<invalid>',
      '[]',
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(cellsOf(object({ d: '', n: 1.2345678901234567e19 }), now)).toEqual([
      'a',
      null,
      '1.2345678901234567e+19',
      12345678901234567000,
      -9223372036854775808,
      null,
      null,
      '<unknown>',
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('describes its columns', () => {
    expect(columns.slice(0, 2)).toMatchObject([
      { name: 'Name', type: 'string', format: 'name' },
      {
        name: 'S',
        type: 'string',
        format: '',
        description: 'Custom resource definition column (in JSONPath format): .spec.s',
        priority: 0,
      },
    ]);
    expect(columns[7]).toEqual({
      name: 'D',
      type: 'date',
      format: '',
      description: 'a date',
      priority: 1,
    });
  });

  it('shows the age by default, and nothing from a broken column on', () => {
    const aged = customResourceStrategy(definition, 'v1beta1').table;
    expect(aged.columns.map(({ name }) => name)).toEqual(['Name', 'Age']);
    expect(aged.cellsOf(object({}), now)).toEqual(['a', '1s']);
    const broken = customResourceStrategy(definition, 'v1alpha1').table;
    expect(broken.columns.map(({ name }) => name)).toEqual(['Name']);
  });
});

describe('scaleProjection', () => {
  const projection = scaleProjection(scale);

  it('shows replicas and selector', () => {
    const scaled = object({ r2: 9 }, { status: { r: 2, sel: 'app=x' } });
    expect(projection.scaleOf(scaled)).toEqual({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      metadata: { name: 'a', namespace: 'default', creationTimestamp: '2026-11-23T07:08:56Z' },
      spec: { replicas: 9 },
      status: { replicas: 2, selector: 'app=x' },
    });
  });

  it('knows where each version keeps its replicas', () => {
    const paths = replicasPathsOf(definition['spec'] as JsonObject);
    expect(paths.get('inst.test/v1')).toEqual(['spec', 'r2']);
    expect(paths.has('inst.test/v1beta1')).toBe(true);
    expect(paths.get('inst.test/v1beta1')).toBeUndefined();
    expect(paths.has('inst.test/v9')).toBe(false);
  });

  it('refuses an object without replicas', () => {
    expect(() => projection.scaleOf(object({}))).toThrow(
      'Internal error occurred: the spec replicas field ".spec.r2" does not exist',
    );
    expect(() =>
      projection.withReplicas(object({}), projection.scaleForUpdate(object({}))),
    ).toThrow('the spec replicas field ".spec.r2" cannot be empty');
  });

  it('writes replicas into a copy', () => {
    const before = object({ s: 'x' });
    const after = projection.withReplicas(before, {
      metadata: { resourceVersion: '7' },
      spec: { replicas: 4 },
    });
    expect(after).toMatchObject({ metadata: { resourceVersion: '7' }, spec: { s: 'x', r2: 4 } });
    expect(before['spec']).toEqual({ s: 'x' });
  });
});

describe('customResourceStrategy', () => {
  it.each([
    [{ r2: 'str' }, 0, '.spec.r2 accessor error: str is of the type string, expected int64'],
    [{ r2: -1 }, -1, 'should be a non-negative integer'],
    [{ r2: 3000000000 }, 3000000000, 'should be less than or equal to 2147483647'],
    [
      { r2: { a: 1 } },
      0,
      '.spec.r2 accessor error: map[a:1] is of the type map[string]interface {}, expected int64',
    ],
    [{ r2: 1.5 }, 0, '.spec.r2 accessor error: 1.5 is of the type float64, expected int64'],
  ])('checks the replicas of %j', (spec, value, detail) => {
    expect(strategy.validate(object(spec))).toEqual([
      { type: 'FieldValueInvalid', field: '.spec.r2', value, detail },
    ]);
  });

  it('checks what the status shows through the scale', () => {
    const next = object({}, { status: { r: 'x', sel: 3 } });
    expect(strategy.validateUpdate(next, object({}), status)).toEqual([
      {
        type: 'FieldValueInvalid',
        field: '.status.r',
        value: 0,
        detail: '.status.r accessor error: x is of the type string, expected int64',
      },
      {
        type: 'FieldValueInvalid',
        field: '.status.sel',
        value: '',
        detail: '.status.sel accessor error: 3 is of the type int64, expected string',
      },
    ]);
  });

  it('drops the status of a new object', () => {
    const created = object({}, { status: { r: 1 } });
    strategy.prepareForCreate(created, main);
    expect(created).not.toHaveProperty('status');
    expect(created['metadata']).toMatchObject({ generation: 1 });
  });

  it('keeps the status, and counts changes of all but metadata and status', () => {
    const old = object({ s: 'a' }, { status: { r: 1 }, metadata: { name: 'a', generation: 3 } });
    const same = object({ s: 'a' }, { status: { r: 2 }, metadata: { name: 'a', generation: 3 } });
    strategy.prepareForUpdate(same, old, main);
    expect(same).toEqual(old);
    const changed = object({ s: 'b' }, { metadata: { name: 'a', generation: 3 } });
    strategy.prepareForUpdate(changed, old, main);
    expect(changed).toMatchObject({ status: { r: 1 }, metadata: { generation: 4 } });
  });

  it('changes nothing but the status through its endpoint', () => {
    const old = object({ s: 'a' }, { metadata: { name: 'a', generation: 3 } });
    const next = object(
      { s: 'b' },
      { metadata: { name: 'a', labels: { q: 'w' }, managedFields: [] }, status: { r: 2 } },
    );
    strategy.prepareForUpdate(next, old, status);
    expect(next).toEqual({
      ...old,
      metadata: { name: 'a', generation: 3, managedFields: [] },
      status: { r: 2 },
    });
  });

  it('reads metadata as Go does', () => {
    const unknown = object(
      {},
      {
        metadata: {
          name: 'd',
          zz: 1,
          labels: null,
          ownerReferences: [{ apiVersion: 'v1', kind: 'A', name: 'x', uid: 'y', qq: 1 }],
        },
      },
    );
    expect(strategy.decode(unknown)).toEqual(['metadata.ownerReferences[0].qq', 'metadata.zz']);
    expect(unknown['metadata']).toEqual({
      name: 'd',
      ownerReferences: [{ apiVersion: 'v1', kind: 'A', name: 'x', uid: 'y' }],
    });
    expect(() => strategy.decode(object({}, { metadata: { labels: { a: 3 } } }))).toThrow(
      'json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string',
    );
    expect(() => strategy.decode(object({}, { metadata: { finalizers: 'x' } }))).toThrow(
      'json: cannot unmarshal string into Go struct field ObjectMeta.finalizers of type []string',
    );
  });

  it('warns of finalizers that others might choose', () => {
    const finalizers = ['plain', 'a.b', 'x.z/y', 'foregroundDeletion'];
    const held = object({}, { metadata: { name: 'd', finalizers } });
    const [first, second] = [
      'metadata.finalizers: "a.b": prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers',
      'metadata.finalizers: "plain": prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers',
    ];
    expect(strategy.warningsOf(held, undefined)).toEqual([first, second]);
    expect(strategy.warningsOf(held, object({}, { metadata: { finalizers: ['a.b'] } }))).toEqual([
      second,
    ]);
  });

  it('selects by fields, printed as the server prints them', () => {
    const labels = [...strategy.fieldLabels].map(([name, valueOf]) => [
      name,
      valueOf(object({ b: true, replicas: 2 })),
    ]);
    expect(labels).toEqual([
      ['spec.s', ''],
      ['spec.b', 'true'],
      ['spec.replicas', '2'],
    ]);
  });
});
