import type { Answer } from '../answer.ts';
import type { Api } from '../api.ts';
import { group } from '../group.ts';
import { configMap } from './objects.ts';

/** What kubectl and the typed clients of Go send to built-in kinds; they read JSON as well. */
const mediaType = 'application/vnd.kubernetes.protobuf';

/** A field of a message: text, or a message inside. */
function field(number: number, value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value);
  if (bytes.length > 127) throw new Error('too long for this test');
  return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
}

/** The envelope: a magic number, then the kind and the object's own bytes. */
function envelope(apiVersion: string, kind: string, raw: Uint8Array): Buffer {
  const typeMeta = Buffer.concat([field(1, apiVersion), field(2, kind)]);
  return Buffer.concat([Buffer.from('k8s\0'), field(1, typeMeta), field(2, raw)]);
}

function message(...fields: readonly Uint8Array[]): Buffer {
  return Buffer.concat(fields);
}

function send(api: Api, path: string, body: Uint8Array): Promise<Answer> {
  return api.post(path, body, { headers: { 'Content-Type': mediaType } });
}

function configMapBytes(name: string): Buffer {
  const entry = message(field(1, 'a'), field(2, '1'));
  return message(field(1, field(1, name)), field(2, entry));
}

export const protobufCases = group('protobuf', {
  'a ConfigMap is created': async (api) => {
    await send(api, `${api.core}/configmaps`, envelope('v1', 'ConfigMap', configMapBytes('a')));
    await send(api, `${api.core}/configmaps`, envelope('v1', 'ConfigMap', configMapBytes('a')));
    await send(api, `${api.core}/configmaps`, envelope('v1', 'ConfigMap', configMapBytes('A_')));
  },
  'a ConfigMap is updated': async (api) => {
    await api.post(`${api.core}/configmaps`, configMap('a', { data: { b: '2' } }));
    const body = envelope('v1', 'ConfigMap', configMapBytes('a'));
    const headers = { 'Content-Type': mediaType };
    await api.put(`${api.core}/configmaps/a`, body, { headers });
  },
  'an access review is created': async (api) => {
    const attributes = message(field(1, api.namespace), field(2, 'create'), field(5, 'pods'));
    const raw = message(field(2, field(1, attributes)));
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    await send(api, path, envelope('authorization.k8s.io/v1', 'SelfSubjectAccessReview', raw));
  },
  'options of a deletion': async (api) => {
    await api.post(`${api.core}/configmaps`, configMap('a'));
    const raw = message(field(4, 'Background'));
    const body = envelope('v1', 'DeleteOptions', raw);
    const headers = { 'Content-Type': mediaType };
    await api.delete(`${api.core}/configmaps/a`, body, { headers });
  },
  'another kind is refused': async (api) => {
    await send(api, `${api.core}/secrets`, envelope('v1', 'ConfigMap', configMapBytes('a')));
    await send(api, `${api.core}/secrets`, envelope('v1', 'Nothing', configMapBytes('a')));
  },
  'bytes that are none': async (api) => {
    await send(api, `${api.core}/configmaps`, envelope('v1', 'ConfigMap', Buffer.from([0xff, 1])));
    await send(api, `${api.core}/configmaps`, Buffer.from('k8s\0'));
  },
  'an answer in protobuf': async (api) => {
    await api.post(`${api.core}/configmaps`, configMap('a'), { record: false });
    const record = (_: object, text: string) => text.slice(0, 3);
    const headers = { Accept: `${mediaType},application/json` };
    await api.get(`${api.core}/configmaps/a`, { headers, record });
    await api.get(`${api.core}/configmaps/none`, { headers, record });
  },
  'a custom resource has none': async (api) => {
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('a'), { record: false });
    const record = (_: object, text: string) => text.slice(0, 3);
    await api.get(`${cr.path}/a`, { headers: { Accept: mediaType }, record });
    await api.get(`${cr.path}/a`, { headers: { Accept: `${mediaType},application/json` } });
  },
});
