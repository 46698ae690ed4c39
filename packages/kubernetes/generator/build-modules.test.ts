import { describe, expect, it } from 'vitest';
import { buildModules } from './build-modules.ts';
import type { DiscoveryResource, RawSchema, ServerDocuments } from './read-server.ts';

const widgets: DiscoveryResource = {
  resource: 'widgets',
  responseKind: { group: '', version: '', kind: 'Widget' },
  scope: 'Namespaced',
  verbs: ['list', 'get'],
  subresources: [
    {
      subresource: 'scale',
      responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
      verbs: ['update', 'get'],
    },
    {
      subresource: 'status',
      responseKind: { group: '', version: '', kind: 'Widget' },
      verbs: ['get'],
    },
  ],
};

function kindSchema(group: string, kind: string, properties: RawSchema = {}): RawSchema {
  return {
    description: 'prose',
    type: 'object',
    properties: { kind: { type: 'string', description: 'prose' }, ...properties },
    'x-kubernetes-group-version-kind': [{ group, version: 'v1', kind }],
  };
}

function documents(
  group: string,
  schemas: Record<string, RawSchema>,
  resources: readonly DiscoveryResource[] = [widgets],
): ServerDocuments {
  return {
    kubernetes: '1.99.0',
    groups: [{ metadata: { name: group }, versions: [{ version: 'v1', resources }] }],
    schemas,
  };
}

describe('buildModules', () => {
  it('makes a module of a group and version, named for the first part of the group', () => {
    const modules = buildModules(
      documents('gadgets.k8s.io', {
        'io.k8s.api.gadgets.v1.Widget': kindSchema('gadgets.k8s.io', 'Widget', {
          part: {
            allOf: [{ $ref: '#/components/schemas/io.k8s.api.gadgets.v1.Part' }],
            default: {},
          },
        }),
        'io.k8s.api.gadgets.v1.Part': { type: 'object' },
      }),
    );
    expect(modules).toEqual([
      {
        module: 'gadgets/v1',
        kinds: [
          {
            group: 'gadgets.k8s.io',
            version: 'v1',
            kind: 'Widget',
            definition: 'Widget',
            plural: 'widgets',
            scope: 'Namespaced',
            verbs: ['get', 'list'],
            shortNames: [],
            categories: [],
            subresources: [
              {
                name: 'scale',
                kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
                verbs: ['get', 'update'],
              },
              {
                name: 'status',
                kind: { group: 'gadgets.k8s.io', version: 'v1', kind: 'Widget' },
                verbs: ['get'],
              },
            ],
          },
        ],
        definitions: {
          Part: { type: 'object' },
          Widget: {
            type: 'object',
            properties: {
              kind: { type: 'string' },
              part: { $ref: 'gadgets/v1#Part', default: {} },
            },
            'x-kubernetes-group-version-kind': {
              group: 'gadgets.k8s.io',
              version: 'v1',
              kind: 'Widget',
            },
          },
        },
      },
    ]);
  });

  it('calls the core group core and gathers the shared types in meta/v1', () => {
    const modules = buildModules(
      documents('', {
        'io.k8s.api.core.v1.Widget': kindSchema('', 'Widget'),
        'io.k8s.apimachinery.pkg.apis.meta.v1.Time': { type: 'string', format: 'date-time' },
        'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: 'string' },
      }),
    );
    expect(modules.map(({ module, definitions }) => [module, Object.keys(definitions)])).toEqual([
      ['core/v1', ['Widget']],
      ['meta/v1', ['Time', 'IntOrString']],
    ]);
  });

  it('passes over custom resources', () => {
    const custom = { 'dev.example.v1.Widget': kindSchema('example.dev', 'Widget') };
    expect(buildModules(documents('example.dev', custom))).toEqual([]);
  });

  it('passes over lists of kinds, not over kinds that have items', () => {
    const metadata = {
      $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta',
    };
    const [module] = buildModules(
      documents('', {
        'io.k8s.api.core.v1.Widget': kindSchema('', 'Widget', { items: { type: 'string' } }),
        'io.k8s.api.core.v1.WidgetList': kindSchema('', 'WidgetList', {
          items: { type: 'array', items: { type: 'string' } },
          metadata,
        }),
      }),
    );
    expect(Object.keys(module?.definitions ?? {})).toEqual(['Widget']);
  });

  it('refuses two Go packages for one module', () => {
    const resources = [
      widgets,
      { ...widgets, responseKind: { ...widgets.responseKind, kind: 'Nut' } },
    ];
    const schemas = {
      'io.k8s.api.one.v1.Widget': kindSchema('gadgets.k8s.io', 'Widget'),
      'io.k8s.api.two.v1.Nut': kindSchema('gadgets.k8s.io', 'Nut'),
    };
    expect(() => buildModules(documents('gadgets.k8s.io', schemas, resources))).toThrow(
      'io.k8s.api.one.v1 and io.k8s.api.two.v1 would share the module gadgets/v1',
    );
  });

  it('stops at a keyword that it does not know', () => {
    const schemas = { 'io.k8s.api.core.v1.Widget': kindSchema('', 'Widget', { a: { not: {} } }) };
    expect(() => buildModules(documents('', schemas))).toThrow('unknown schema keyword "not"');
  });
});
