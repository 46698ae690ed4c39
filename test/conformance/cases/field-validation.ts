import type { Answer } from '../answer.ts';
import type { Api } from '../api.ts';
import { type Case, group } from '../group.ts';
import { configMap, deployment } from './objects.ts';

const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        a: { type: 'integer' },
        list: { type: 'array', items: { type: 'object', properties: { x: { type: 'string' } } } },
        any: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      },
    },
  },
};

const modes = ['', 'Ignore', 'Warn', 'Strict', 'Sometimes'];
const outline = {
  record: ({ kind, message, reason, data, spec }: Answer['body']) => [
    kind ?? null,
    message ?? null,
    reason ?? null,
    data ?? spec ?? null,
  ],
};

function query(mode: string): string {
  return mode === '' ? '' : `?fieldValidation=${mode}`;
}

/** A request in every mode, each on a name of its own. */
function inEachMode(
  run: (api: Api, parameters: { name: string; query: string }) => Promise<unknown>,
): Case {
  return async (api) => {
    for (const [index, mode] of modes.entries())
      await run(api, { name: `n${index}`, query: query(mode) });
  };
}

const yaml = { 'Content-Type': 'application/yaml' };

export const fieldValidationCases = group('field-validation', {
  'unknown fields of a built-in kind': inEachMode((api, { name, query }) =>
    api.post(
      `${api.core}/configmaps${query}`,
      { ...configMap(name), dota: {}, metadata: { name, labls: {} } },
      outline,
    ),
  ),
  'repeated fields of a built-in kind': inEachMode((api, { name, query }) =>
    api.post(
      `${api.core}/configmaps${query}`,
      `{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"${name}"},"data":{"a":"1","a":"2"},"data":{"b":"3"}}`,
      outline,
    ),
  ),
  'unknown and repeated fields of a Deployment': inEachMode((api, { name, query }) => {
    const text = JSON.stringify(deployment(name, { unknown: 1, template: { spec: { x: 1 } } }));
    const record = ({ kind, message, reason }: Answer['body']) => [
      kind ?? null,
      message ?? null,
      reason ?? null,
    ];
    const path = `${api.in('apps/v1')}/deployments${query}`;
    return api.post(path, text.replace('"unknown":1', '"unknown":1,"replicas":1,"replicas":2'), {
      record,
    });
  }),
  'fields of another case': inEachMode((api, { name, query }) =>
    api.post(`${api.core}/configmaps${query}`, { ...configMap(name), Data: { a: '1' } }, outline),
  ),
  'unknown fields of a custom resource': async (api) => {
    const cr = await api.installCustomResource({ schema });
    const spec = { a: 1, b: 2, list: [{ x: 'x', y: 'y' }], any: { c: 3 } };
    for (const [index, mode] of modes.entries()) {
      const object = cr.object(`n${index}`, { spec, extra: {} });
      await api.post(`${cr.path}${query(mode)}`, object, outline);
    }
  },
  'unknown metadata of a custom resource': async (api) => {
    const cr = await api.installCustomResource({ schema });
    for (const [index, mode] of modes.entries()) {
      const metadata = { name: `n${index}`, labls: {}, ownerReferences: [] };
      await api.post(`${cr.path}${query(mode)}`, cr.object('', { metadata }), outline);
    }
  },
  'repeated fields of a custom resource': async (api) => {
    const cr = await api.installCustomResource({ schema });
    for (const [index, mode] of modes.entries()) {
      const text = `{"kind":"Widget","apiVersion":"${cr.apiVersion}","metadata":{"name":"n${index}"},"spec":{"a":1,"a":2,"b":3}}`;
      await api.post(`${cr.path}${query(mode)}`, text, outline);
    }
  },
  'an update of a built-in kind': async (api) => {
    await api.post(`${api.core}/configmaps`, configMap('a'), { record: false });
    for (const mode of modes) {
      await api.put(
        `${api.core}/configmaps/a${query(mode)}`,
        { ...configMap('a'), dota: { a: '1' } },
        outline,
      );
    }
  },
  'an update of a custom resource': async (api) => {
    const cr = await api.installCustomResource({ schema });
    let { body } = await api.post(cr.path, cr.object('a'), { record: false });
    for (const mode of modes) {
      const answer = await api.put(
        `${cr.path}/a${query(mode)}`,
        { ...body, spec: { a: 1, b: 2 } },
        outline,
      );
      if (answer.status === 200) ({ body } = answer);
    }
  },
  'a merge patch': async (api) => {
    await api.post(`${api.core}/configmaps`, configMap('a'), { record: false });
    const cr = await api.installCustomResource({ schema });
    await api.post(cr.path, cr.object('a'), { record: false });
    for (const mode of modes) {
      await api.patch(
        `${api.core}/configmaps/a${query(mode)}`,
        { merge: { dota: { a: '1' } } },
        outline,
      );
      await api.patch(`${cr.path}/a${query(mode)}`, { merge: { spec: { b: 1 } } }, outline);
    }
  },
  'a merge patch with repeated fields': async (api) => {
    await api.post(`${api.core}/configmaps`, configMap('a'), { record: false });
    const cr = await api.installCustomResource({ schema });
    await api.post(cr.path, cr.object('a'), { record: false });
    for (const mode of modes) {
      await api.patch(
        `${api.core}/configmaps/a${query(mode)}`,
        { merge: '{"data":{"a":"1","a":"2"}}' },
        outline,
      );
      await api.patch(`${cr.path}/a${query(mode)}`, { merge: '{"spec":{"a":1,"a":2}}' }, outline);
    }
  },
  'a JSON patch': async (api) => {
    await api.post(`${api.core}/configmaps`, configMap('a'), { record: false });
    for (const mode of modes) {
      const json = [
        { op: 'add', path: '/dota', value: {} },
        { op: 'test', path: '/kind', value: 'ConfigMap', more: 1 },
      ];
      await api.patch(`${api.core}/configmaps/a${query(mode)}`, { json }, outline);
    }
  },
  'a JSON patch with repeated fields': async (api) => {
    await api.post(`${api.core}/configmaps`, configMap('a'), { record: false });
    for (const mode of modes) {
      const json = '[{"op":"add","path":"/data","path":"/data","value":{"a":"1"}}]';
      await api.patch(`${api.core}/configmaps/a${query(mode)}`, { json }, outline);
    }
  },
  'a strategic patch': async (api) => {
    const path = `${api.in('apps/v1')}/deployments`;
    await api.post(path, deployment('a'), { record: false });
    const record = ({ kind, message, reason }: Answer['body']) => [
      kind ?? null,
      message ?? null,
      reason ?? null,
    ];
    for (const mode of modes) {
      await api.patch(
        `${path}/a${query(mode)}`,
        { strategic: { spec: { unknown: 1, template: { spec: { x: 1 } } } } },
        { record },
      );
    }
  },
  'YAML of a built-in kind': inEachMode((api, { name, query }) =>
    api.post(
      `${api.core}/configmaps${query}`,
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  a: "1"\nunknown: 1\n`,
      { ...outline, headers: yaml },
    ),
  ),
  'YAML with repeated keys': inEachMode((api, { name, query }) =>
    api.post(
      `${api.core}/configmaps${query}`,
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  a: "1"\n  a: "2"\n`,
      { ...outline, headers: yaml },
    ),
  ),
  'YAML of a custom resource': async (api) => {
    const cr = await api.installCustomResource({ schema });
    for (const [index, mode] of modes.entries()) {
      const text = `apiVersion: ${cr.apiVersion}\nkind: Widget\nmetadata: {name: n${index}}\nspec: {a: 1, a: 2, b: 3}\n`;
      await api.post(`${cr.path}${query(mode)}`, text, { ...outline, headers: yaml });
    }
  },
  'YAML that means other types': async (api) => {
    const texts = [
      'a: yes',
      'a: 1',
      'a: 1.5',
      'a: ~',
      'a: 2001-02-03',
      'a: "x"',
      'a: !!binary AAEC',
      'a: 0x10',
      'a: on',
    ];
    for (const [index, text] of texts.entries()) {
      const body = `kind: ConfigMap\napiVersion: v1\nmetadata: {name: n${index}}\ndata:\n  ${text}\n`;
      await api.post(`${api.core}/configmaps`, body, { ...outline, headers: yaml });
    }
  },
  'YAML that cannot be read': async (api) => {
    for (const text of [
      'a: b: c',
      '- a',
      'a:\n\t- b',
      '',
      '---\na: 1\n---\nb: 2\n',
      'just text',
      '*anchor',
    ]) {
      await api.post(`${api.core}/configmaps`, text, { ...outline, headers: yaml });
    }
  },
  'many unknown fields': async (api) => {
    const fields = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`u${index}`, index]),
    );
    await api.post(
      `${api.core}/configmaps?fieldValidation=Strict`,
      { ...configMap('a'), ...fields },
      outline,
    );
  },
});
