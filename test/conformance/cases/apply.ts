import type { Answer } from '../answer.ts';
import type { Api } from '../api.ts';
import type { JsonObject } from '../exact-json.ts';
import { group } from '../group.ts';
import { configMap, deployment, secret } from './objects.ts';

const quiet = { record: false } as const;

/** Applies a ConfigMap as a manager; parameters may follow the name: `one&force=true`. */
function apply(api: Api, manager: string, fields: object): Promise<Answer> {
  const path = `${api.core}/configmaps/a?fieldManager=${manager}`;
  return api.patch(path, { apply: configMap('a', fields) });
}

function labels(values: Readonly<Record<string, string>>): object {
  return { metadata: { name: 'a', labels: values } };
}

/** An object without its managed fields, for a put. */
function bare({ body }: Answer): JsonObject {
  const { managedFields: _, ...metadata } = body['metadata'] as JsonObject;
  return { ...body, metadata };
}

export const applyCases = group('apply', {
  'creates what is not there': async (api) => {
    await apply(api, 'one', { data: { a: '1' } });
    await api.get(`${api.core}/configmaps/a`);
  },
  'the same twice changes nothing': async (api) => {
    await apply(api, 'one', { data: { a: '1' } });
    await apply(api, 'one', { data: { a: '1' } });
  },
  'a changed value': async (api) => {
    await apply(api, 'one', { data: { a: '1' } });
    await apply(api, 'one', { data: { a: '2' } });
  },
  'what is no longer applied is removed': async (api) => {
    await apply(api, 'one', { data: { a: '1', b: '2' }, ...labels({ x: 'y' }) });
    await apply(api, 'one', { data: { a: '1' } });
    await apply(api, 'one', {});
  },
  'what another one owns too is kept': async (api) => {
    await apply(api, 'one', { data: { a: '1', b: '2' } });
    await apply(api, 'two', { data: { b: '2' } });
    await apply(api, 'one', { data: { a: '1' } });
    await apply(api, 'two', {});
  },
  'two managers of different fields': async (api) => {
    await apply(api, 'one', { data: { a: '1' } });
    await apply(api, 'two', { data: { b: '2' } });
  },
  'a conflict about one field': async (api) => {
    await apply(api, 'one', { data: { a: '1' } });
    await apply(api, 'two', { data: { a: '2' } });
  },
  'a conflict about several fields': async (api) => {
    await apply(api, 'one', { data: { a: '1', b: '1' }, ...labels({ x: '1' }) });
    await apply(api, 'two', { data: { a: '2', b: '2' }, ...labels({ x: '2' }) });
  },
  'conflicts with several managers': async (api) => {
    await apply(api, 'one', { data: { a: '1' } });
    await apply(api, 'two', { data: { a: '1', b: '1' } });
    await apply(api, 'three', { data: { a: '2', b: '2' } });
  },
  'a conflict with an update': async (api) => {
    await api.post(`${api.core}/configmaps?fieldManager=x`, configMap('a', { data: { a: '1' } }));
    const answer = await apply(api, 'one', { data: { a: '2' } });
    api.note('causes', (answer.body['details'] as JsonObject | undefined)?.['causes'] ?? null);
  },
  'a conflict with a status': async (api) => {
    const path = `${api.in('apps/v1')}/deployments`;
    await api.post(path, deployment('a'), quiet);
    const status = { conditions: [{ type: 'A', status: 'True' }] };
    await api.patch(`${path}/a/status?fieldManager=x`, { merge: { status } });
    const other = { conditions: [{ type: 'A', status: 'False' }] };
    const body = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'a' },
      status: other,
    };
    await api.patch(`${path}/a/status?fieldManager=two`, { apply: body });
    await api.patch(`${path}/a/status?fieldManager=two&force=true`, { apply: body });
  },
  'force takes fields over': async (api) => {
    await apply(api, 'one', { data: { a: '1', b: '1' } });
    await apply(api, 'two&force=true', { data: { a: '2' } });
    await apply(api, 'one', { data: { b: '1' } });
  },
  'force takes the last field of a manager': async (api) => {
    await apply(api, 'one', { data: { a: '1' } });
    await apply(api, 'two&force=true', { data: { a: '2' } });
  },
  'a field is handed over': async (api) => {
    await apply(api, 'one', { data: { a: '1', b: '1' } });
    await apply(api, 'two', { data: { a: '1' } });
    await apply(api, 'one', { data: { b: '1' } });
    await apply(api, 'two', { data: { a: '2' } });
  },
  'an update takes fields over': async (api) => {
    const made = await apply(api, 'one', { data: { a: '1', b: '1' } });
    await api.put(`${api.core}/configmaps/a?fieldManager=x`, {
      ...bare(made),
      data: { a: '2', b: '1' },
    });
    await apply(api, 'one', { data: { a: '1', b: '1' } });
    await apply(api, 'one&force=true', { data: { a: '1', b: '1' } });
  },
  'an update of the same name is another manager': async (api) => {
    await api.post(`${api.core}/configmaps?fieldManager=x`, configMap('a', { data: { a: '1' } }));
    await apply(api, 'x', { data: { a: '1' } });
    await apply(api, 'x', { data: { a: '2' } });
    await apply(api, 'x&force=true', { data: { a: '2' } });
    await apply(api, 'x', {});
  },
  'an update that removes what was applied': async (api) => {
    const made = await apply(api, 'one', { data: { a: '1', b: '1' } });
    const { data: _, ...rest } = bare(made);
    await api.put(`${api.core}/configmaps/a?fieldManager=x`, rest);
    await apply(api, 'one', { data: { a: '1' } });
  },
  'a patch of what was applied': async (api) => {
    await apply(api, 'one', { data: { a: '1', b: '1' } });
    const merge = { data: { a: null, b: '2' } };
    await api.patch(`${api.core}/configmaps/a?fieldManager=x`, { merge });
    await apply(api, 'one', { data: { b: '2' } });
  },
  'after kubectl applied on the client side': async (api) => {
    const data = { a: '1', b: '1' };
    const last = JSON.stringify({ ...configMap('a'), data });
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': `${last}\n` };
    const made = configMap('', { metadata: { name: 'a', annotations }, data });
    const query = '?fieldManager=kubectl-client-side-apply';
    await api.post(`${api.core}/configmaps${query}`, made);
    await apply(api, 'kubectl', { data: { a: '2' } });
    await apply(api, 'kubectl&force=true', { data: { a: '2' } });
  },
  'kubectl on the client side after an apply': async (api) => {
    const last = JSON.stringify({ ...configMap('a'), data: { a: '1' } });
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': `${last}\n` };
    await apply(api, 'kubectl', { data: { a: '1' }, metadata: { name: 'a', annotations } });
    const path = `${api.core}/configmaps/a?fieldManager=kubectl-client-side-apply`;
    const next = JSON.stringify({ ...configMap('a'), data: { a: '2' } });
    const changed = { 'kubectl.kubernetes.io/last-applied-configuration': `${next}\n` };
    await api.patch(path, { strategic: { metadata: { annotations: changed }, data: { a: '2' } } });
  },
  'without a manager': async (api) => {
    const path = `${api.core}/configmaps/a`;
    await api.patch(path, { apply: configMap('a') });
    await api.patch(`${path}?fieldManager=`, { apply: configMap('a') });
  },
  'managers that are none': async (api) => {
    await apply(api, 'x'.repeat(129), {});
    await apply(api, 'a%0Ab', {});
  },
  'names of managers': async (api) => {
    await apply(api, 'x'.repeat(128), { data: { a: '1' } });
    await apply(api, 'with%20space%2Fand%C3%A9', { data: { b: '1' } });
  },
  'force of another patch': async (api) => {
    await apply(api, 'one', { data: { a: '1' } });
    await api.patch(`${api.core}/configmaps/a?force=true`, { merge: { data: { a: '2' } } });
    await api.patch(`${api.core}/configmaps/a?fieldManager=x&force=x`, { apply: configMap('a') });
  },
  'managed fields in the body': async (api) => {
    const entry = { manager: 'x', operation: 'Apply', apiVersion: 'v1' };
    await apply(api, 'one', { metadata: { name: 'a', managedFields: [entry] } });
    await apply(api, 'one', { metadata: { name: 'a', managedFields: [] }, data: { a: '1' } });
    await apply(api, 'one', { metadata: { name: 'a', managedFields: null }, data: { a: '1' } });
  },
  YAML: async (api) => {
    const text = [
      '# a comment',
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata:',
      '  name: a',
      '  labels: {x: "on"}',
      'data:',
      '  a: |',
      '    one',
      '    two',
    ].join('\n');
    await api.patch(`${api.core}/configmaps/a?fieldManager=one`, { apply: text });
  },
  'text that is no YAML': async (api) => {
    const path = `${api.core}/configmaps/a?fieldManager=one`;
    await api.patch(path, { apply: 'a: b: c' });
    await api.patch(path, { apply: '' });
    await api.patch(path, { apply: '[]' });
    await api.patch(path, { apply: 'x' });
  },
  'a body without its kind': async (api) => {
    const path = `${api.core}/configmaps/a?fieldManager=one`;
    await api.patch(path, { apply: { metadata: { name: 'a' } } });
    await api.patch(path, { apply: { kind: 'ConfigMap', metadata: { name: 'a' } } });
    await api.patch(path, { apply: { apiVersion: 'v1', metadata: { name: 'a' } } });
  },
  'a body of another kind or version': async (api) => {
    const path = `${api.core}/configmaps/a?fieldManager=one`;
    await api.patch(path, { apply: secret('a') });
    await api.patch(path, { apply: configMap('a', { apiVersion: 'v2' }) });
    await api.patch(path, { apply: configMap('a', { apiVersion: 'apps/v1' }) });
  },
  'a body without a name, or with another': async (api) => {
    const path = `${api.core}/configmaps/a?fieldManager=one`;
    await api.patch(path, { apply: configMap('', { metadata: {} }) });
    await api.patch(path, { apply: configMap('b') });
    await api.patch(path, {
      apply: configMap('', { metadata: { name: 'a', namespace: 'other' } }),
    });
  },
  'the resource version of the body': async (api) => {
    const made = await apply(api, 'one', { data: { a: '1' } });
    const { resourceVersion } = made.metadata;
    await apply(api, 'one', { metadata: { name: 'a', resourceVersion }, data: { a: '2' } });
    await apply(api, 'one', { metadata: { name: 'a', resourceVersion }, data: { a: '3' } });
    await api.delete(`${api.core}/configmaps/a`, undefined, quiet);
    await apply(api, 'one', { metadata: { name: 'a', resourceVersion }, data: { a: '3' } });
  },
  'the uid of the body': async (api) => {
    await apply(api, 'one', { metadata: { name: 'a', uid: 'x' } });
    await apply(api, 'one', { data: { a: '1' } });
    await apply(api, 'one', { metadata: { name: 'a', uid: 'x' } });
  },
  'unknown fields': async (api) => {
    await apply(api, 'one', { dota: { a: '1' } });
    await apply(api, 'one&fieldValidation=Ignore', { dota: { a: '1' } });
  },
  'a value of another type': async (api) => {
    await apply(api, 'one', { data: { a: 1 } });
    await apply(api, 'one', { data: 'a' });
  },
  'null is no value': async (api) => {
    await apply(api, 'one', { data: { a: '1' } });
    await apply(api, 'one', { data: null });
    await apply(api, 'one', { data: { a: null } });
  },
  'an invalid object': async (api) => {
    await apply(api, 'one', { data: { 'a b': '1' } });
    await api.get(`${api.core}/configmaps/a`);
  },
  'a dry run': async (api) => {
    await apply(api, 'one&dryRun=All', { data: { a: '1' } });
    await api.get(`${api.core}/configmaps/a`);
    await apply(api, 'one', { data: { a: '1' } });
    await apply(api, 'two&dryRun=All&force=true', { data: { a: '2' } });
    await api.get(`${api.core}/configmaps/a`);
  },
  'labels and annotations': async (api) => {
    const metadata = { name: 'a', labels: { x: '1' }, annotations: { 'example.com/y': '2' } };
    await apply(api, 'one', { metadata });
    await apply(api, 'two', labels({ z: '3' }));
    await apply(api, 'one', { metadata: { name: 'a', labels: { x: '1' } } });
  },
  'finalizers are a set': async (api) => {
    await apply(api, 'one', { metadata: { name: 'a', finalizers: ['example.com/x'] } });
    await apply(api, 'two', {
      metadata: { name: 'a', finalizers: ['example.com/y', 'example.com/x'] },
    });
    await apply(api, 'one', {});
    await apply(api, 'two', {});
  },
  'owner references are a map by uid': async (api) => {
    const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'o', uid: '', controller: true };
    const made = await api.post(`${api.core}/configmaps`, configMap('o'), quiet);
    owner.uid = made.metadata.uid;
    await apply(api, 'one', { metadata: { name: 'a', ownerReferences: [owner] } });
    const other = { ...owner, controller: false };
    await apply(api, 'two', { metadata: { name: 'a', ownerReferences: [other] } });
    await apply(api, 'one', {});
  },
  'managed fields are reset': async (api) => {
    await apply(api, 'one', { data: { a: '1' } });
    const path = `${api.core}/configmaps/a?fieldManager=x`;
    await api.patch(path, { merge: { metadata: { managedFields: [{}] } } });
    await apply(api, 'two', { data: { a: '2' } });
  },
  'managed fields are set': async (api) => {
    const made = await apply(api, 'one', { data: { a: '1', b: '1' } });
    const path = `${api.core}/configmaps/a?fieldManager=x`;
    const [entry] = made.metadata['managedFields'] as JsonObject[];
    const managedFields = [{ ...entry, manager: 'other' }];
    await api.patch(path, { merge: { metadata: { managedFields } } });
    const broken = [{ ...entry, operation: 'X' }];
    await api.patch(path, { merge: { metadata: { managedFields: broken } } });
    await api.patch(path, { merge: { metadata: { managedFields: null } } });
  },
  'an empty data is owned': async (api) => {
    await apply(api, 'one', { data: {} });
    await apply(api, 'two', { data: { a: '1' } });
    await apply(api, 'one', {});
  },
  'an object that goes': async (api) => {
    await apply(api, 'one', { metadata: { name: 'a', finalizers: ['example.com/x'] } });
    await api.delete(`${api.core}/configmaps/a`, undefined, quiet);
    await apply(api, 'two', { data: { a: '1' } });
    await apply(api, 'one', {});
    await api.get(`${api.core}/configmaps/a`);
  },
});
