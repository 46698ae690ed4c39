import { type Json, type JsonObject, parseJson } from '../exact-json.ts';
import { type Case, group } from '../group.ts';
import { configMap, secret } from './objects.ts';

const bodies: Readonly<Record<string, readonly string[]>> = {
  'no JSON': [
    '{',
    '{"a":',
    'x',
    '{"kind":"Secret",}',
    "{'a':1}",
    '{"a":1}{"b":2}',
    '{"metadata":{"name":"a"}} x',
  ],
  'other JSON': ['1', '"text"', 'true', 'null', '[1]'],
  'bad texts': [
    '{"kind":"Secret","metadata":{"name":"\\ud800"}}',
    '{"metadata":{"name":"a\\u0000b"}}',
    '{"a":"\\x"}',
  ],
  'bad numbers': ['{"a":01}', '{"a":1.}', '{"a":NaN}', '{"a":-}'],
  'values of the wrong type': [
    '{"metadata":"x"}',
    '{"metadata":{"name":"a","labels":[]}}',
    '{"metadata":{"name":"a"},"data":{"a":1}}',
    '{"metadata":{"name":"a"},"data":[]}',
    '{"metadata":{"name":"a"},"immutable":"yes"}',
    '{"metadata":{"name":"a"},"data":{"a":"%"}}',
    '{"metadata":{"name":"a","creationTimestamp":"yesterday"}}',
    '{"metadata":{"name":"a","ownerReferences":{}}}',
    '{"kind":1}',
    '{"apiVersion":[]}',
  ],
};

/** Documents are told by the cases of discovery. */
function outlineOfDocuments(body: JsonObject, text: string): Json {
  return text.startsWith('{') && body['kind'] !== 'Status'
    ? (body['kind'] ?? null)
    : (parseJson(text) ?? text);
}

const malformed = Object.entries(bodies).flatMap(([title, texts]): [string, Case][] => [
  [
    `a body of a built-in kind: ${title}`,
    async (api) => {
      for (const text of texts) await api.post(`${api.core}/secrets`, text);
    },
  ],
  [
    `a body of a custom resource: ${title}`,
    async (api) => {
      const cr = await api.installCustomResource();
      const head = `"apiVersion":"${cr.apiVersion}","kind":"Widget",`;
      for (const text of texts) await api.post(cr.path, text.replace(/^\{"/, `{${head}"`));
    },
  ],
]);

export const errorCases = group('errors', {
  'paths that are not served': async (api) => {
    for (const path of [
      '/foo',
      '/api/v1/nothings',
      '/apis/foo',
      '/apis/apps/v1/nothings',
      '/api/',
      '/apis/',
      '/api/v1/',
      '/apis/apps/',
      '/apis/apps/v1/',
      '/api//v1',
      '/openapi',
      '/healthz/nothing',
      '/apis/foo/v1/bars',
    ]) {
      await api.get(path, { record: outlineOfDocuments });
    }
  },
  'other methods on paths that are not served': async (api) => {
    await api.post('/foo', {});
    await api.put('/apis/foo/v1/bars/a', {});
    await api.delete('/api/v1/nothings/a');
    await api.patch(`${api.core}/nothings/a`, { merge: {} });
  },
  'methods that are not allowed': async (api) => {
    await api.post('/version', {});
    await api.post('/healthz', {});
    await api.put(`${api.core}/secrets`, {});
    await api.post(`${api.core}/pods/a/log`, {});
    await api.get('/apis/authorization.k8s.io/v1/subjectaccessreviews');
    await api.delete('/apis/authentication.k8s.io/v1/tokenreviews/a');
    await api.request({ method: 'OPTIONS', path: `${api.core}/secrets` });
    await api.request({ method: 'TRACE', path: `${api.core}/secrets` });
    await api.request({ method: 'FOO', path: `${api.core}/secrets` }).catch(() => {});
  },
  'methods that are not allowed on custom resources': async (api) => {
    const cr = await api.installCustomResource();
    await api.post(`${cr.path}/a`, cr.object('a'));
    await api.put(cr.path, cr.object('a'));
    await api.patch(cr.path, { merge: {} });
    await api.get(`${cr.path}/a/status`);
    await api.put(`${cr.path}/a/status`, cr.object('a'));
    await api.get(`${cr.path}/a/scale`);
    await api.get(`${cr.path}/a/nothing`);
    await api.request({ method: 'OPTIONS', path: cr.path });
  },
  'media types that are not accepted': async (api) => {
    await api.post(`${api.core}/configmaps`, configMap('a'), { record: false });
    for (const accept of [
      'text/plain',
      'text/html',
      'application/xml',
      'application/json;as=Nothing;g=meta.k8s.io;v=v1',
      'application/json;as=Table;g=meta.k8s.io;v=v9',
      'image/png, application/json',
      '',
    ]) {
      const record = (_: object, text: string) =>
        text.startsWith('{"kind":"ConfigMap"') ? 'the object' : text;
      await api.get(`${api.core}/configmaps/a`, { headers: { Accept: accept }, record });
    }
  },
  'media types that are not read': async (api) => {
    for (const type of [
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'application/json; charset=utf-8',
      'application/json;x=y',
      'json',
      '',
    ]) {
      const headers = { 'Content-Type': type };
      await api.post(`${api.core}/secrets?dryRun=All`, JSON.stringify(secret('a')), { headers });
    }
    const cr = await api.installCustomResource();
    await api.post(cr.path, JSON.stringify(cr.object('a')), {
      headers: { 'Content-Type': 'text/plain' },
    });
  },
  'a body that is too large': async (api) => {
    const text = JSON.stringify(configMap('a', { data: { a: 'x'.repeat(3 * 1024 * 1024) } }));
    await api.post(`${api.core}/configmaps`, text);
    await api.put(`${api.core}/configmaps/a`, text);
  },
  'a patch that is too large': async (api) => {
    await api.post(`${api.core}/configmaps`, configMap('a'), { record: false });
    await api.patch(`${api.core}/configmaps/a`, {
      merge: { data: { a: 'x'.repeat(3 * 1024 * 1024) } },
    });
  },
  'data that is too large': async (api) => {
    await api.post(
      `${api.core}/configmaps`,
      configMap('a', { data: { a: 'x'.repeat(1024 * 1024 + 1) } }),
    );
    await api.post(
      `${api.core}/secrets`,
      secret('a', { stringData: { a: 'x'.repeat(1024 * 1024 + 1) } }),
    );
  },
  'a body that is nested too deep': async (api) => {
    const cr = await api.installCustomResource();
    const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    const body = (depth: number) =>
      `{"apiVersion":"${cr.apiVersion}","kind":"Widget","metadata":{"name":"a"},"spec":${deep(depth)}}`;
    const record = ({ kind, message, reason }: Record<string, unknown>) =>
      [kind ?? null, message ?? null, reason ?? null] as never;
    await api.post(`${cr.path}?dryRun=All`, body(500), { record });
    await api.post(`${cr.path}?dryRun=All`, body(10_001), { record });
  },
  'parameters that cannot be read': async (api) => {
    await api.get(`${api.core}/secrets?limit=%zz`);
    await api.get(`${api.core}/secrets?a;b`);
    await api.get(`${api.core}/secrets?timeout=x`);
    await api.get(`${api.core}/secrets?timeout=1m`);
    await api.post(`${api.core}/secrets?timeout=x`, secret('a'));
  },
  'a method by a header does nothing': async (api) => {
    await api.post(`${api.core}/secrets`, secret('a'), {
      headers: { 'X-HTTP-Method-Override': 'DELETE' },
    });
  },
  'an error as a table or YAML': async (api) => {
    const table = 'application/json;as=Table;g=meta.k8s.io;v=v1,application/json';
    await api.get(`${api.core}/secrets/none`, { headers: { Accept: table } });
    await api.post(`${api.core}/secrets`, {}, { headers: { Accept: 'application/yaml' } });
  },
  'an old version of a group that is gone': async (api) => {
    await api.get(`${api.in('apps/v1beta1')}/deployments`);
    await api.get(`${api.in('extensions/v1beta1')}/ingresses`);
    await api.get(`${api.in('batch/v1beta1')}/cronjobs`);
    await api.get(`${api.in('autoscaling/v2beta2')}/horizontalpodautoscalers`);
  },
  ...Object.fromEntries(malformed),
});
