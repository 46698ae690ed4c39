import { type KubernetesObject, resourceType } from '@keelson/kubernetes';
import { describe, expect, it } from 'vitest';
import { metadataOnly } from '../scheme/metadata-only.ts';
import { refuseInexactIntegers } from './exact-integers.ts';
import {
  applyRequest,
  createRequest,
  deleteAllOfRequest,
  deleteRequest,
  getRequest,
  listRequest,
  patchRequest,
  updateRequest,
  watchRequest,
} from './request.ts';
import { collectionPath, objectPath } from './resource-path.ts';
import type { TransportRequest } from './transport.ts';

const Job = resourceType<KubernetesObject>({
  group: 'batch',
  version: 'v1',
  kind: 'Job',
  plural: 'jobs',
  scope: 'Namespaced',
});
const Node = resourceType({
  group: '',
  version: 'v1',
  kind: 'Node',
  plural: 'nodes',
  scope: 'Cluster',
});
const key = { namespace: 'ns', name: 'a' };
const metadata = { ...key, resourceVersion: '7' };

const lineOf = ({ method, path, query }: TransportRequest) => {
  const text = query?.toString() ?? '';
  return `${method} ${path}${text === '' ? '' : `?${text}`}`;
};
const bodyOf = ({ body }: TransportRequest): unknown => JSON.parse(body ?? 'null');

describe('paths', () => {
  it('follow group and scope', () => {
    expect(collectionPath(Job, 'ns')).toBe('/apis/batch/v1/namespaces/ns/jobs');
    expect(collectionPath(Job)).toBe('/apis/batch/v1/jobs');
    expect(objectPath(Job, key)).toBe('/apis/batch/v1/namespaces/ns/jobs/a');
    expect(objectPath(Node, { name: 'n' }, 'status')).toBe('/api/v1/nodes/n/status');
  });

  it('escape what a name may hold', () => {
    expect(objectPath(Node, { name: 'system:a/b?c%' })).toBe('/api/v1/nodes/system%3Aa%2Fb%3Fc%25');
  });

  it.each([
    [() => objectPath(Job, { name: 'a' }), 'Job is namespaced: give the key a namespace'],
    [() => objectPath(Job, { namespace: '', name: 'a' }), 'Job is namespaced'],
    [
      () => objectPath(Node, key),
      'Node is cluster-scoped: leave out the namespace ("ns" was given)',
    ],
    [() => collectionPath(Node, 'ns'), 'Node is cluster-scoped'],
    [() => objectPath(Node, { name: '' }), '"" cannot be the name or namespace of a Node'],
    [() => objectPath(Node, { name: '..' }), '".." cannot be'],
    [() => objectPath(Job, { namespace: '.', name: 'a' }), '"." cannot be'],
  ])('are refused where they would lead elsewhere: %#', (path, message) => {
    expect(path).toThrow(message);
  });
});

describe('requests', () => {
  it.each([
    [getRequest({ type: Job, key }), 'GET /apis/batch/v1/namespaces/ns/jobs/a'],
    [
      listRequest(Job, { namespace: 'ns', labelSelector: 'a=b,c', limit: 5, continue: 't' }),
      'GET /apis/batch/v1/namespaces/ns/jobs?labelSelector=a%3Db%2Cc&limit=5&continue=t',
    ],
    [
      watchRequest(Job, { resourceVersion: '5', allowBookmarks: true, timeoutSeconds: 300 }),
      'GET /apis/batch/v1/jobs?resourceVersion=5&timeoutSeconds=300&allowWatchBookmarks=true&watch=true',
    ],
    [
      watchRequest(Job, {
        resourceVersion: '',
        sendInitialEvents: true,
        resourceVersionMatch: 'NotOlderThan',
      }),
      'GET /apis/batch/v1/jobs?resourceVersion=&resourceVersionMatch=NotOlderThan&sendInitialEvents=true&watch=true',
    ],
    [createRequest(Job, { metadata: key }, {}), 'POST /apis/batch/v1/namespaces/ns/jobs'],
    [
      updateRequest({ type: Job, key, subresource: 'status' }, {}, { fieldManager: 'm' }),
      'PUT /apis/batch/v1/namespaces/ns/jobs/a/status?fieldManager=m',
    ],
    [
      patchRequest({ type: Job, key }, { type: 'merge', body: {} }, { dryRun: true }),
      'PATCH /apis/batch/v1/namespaces/ns/jobs/a?dryRun=All',
    ],
    [
      applyRequest(
        { type: Job },
        { metadata: key },
        { fieldManager: 'm', fieldValidation: 'Strict' },
      ),
      'PATCH /apis/batch/v1/namespaces/ns/jobs/a?fieldManager=m&fieldValidation=Strict&force=true',
    ],
    [
      applyRequest({ type: Job }, { metadata: key }, { fieldManager: 'm', force: false }),
      'PATCH /apis/batch/v1/namespaces/ns/jobs/a?fieldManager=m&force=false',
    ],
    [deleteRequest({ type: Job, key }), 'DELETE /apis/batch/v1/namespaces/ns/jobs/a'],
    [
      deleteAllOfRequest(Job, { namespace: 'ns', labelSelector: 'a=b' }),
      'DELETE /apis/batch/v1/namespaces/ns/jobs?labelSelector=a%3Db',
    ],
    [deleteAllOfRequest(Node), 'DELETE /api/v1/nodes'],
  ])('%# go to the right place', (request, line) => {
    expect(lineOf(request)).toBe(line);
  });

  it('say what the body is', () => {
    const types = (['merge', 'strategic'] as const).map((type) =>
      patchRequest({ type: Job, key }, { type, body: {} }, {}),
    );
    types.push(patchRequest({ type: Job, key }, { type: 'json', body: [] }, {}));
    types.push(applyRequest({ type: Job }, { metadata: key }, { fieldManager: 'm' }));
    expect(types.map(({ headers }) => headers?.['content-type'])).toEqual([
      'application/merge-patch+json',
      'application/strategic-merge-patch+json',
      'application/json-patch+json',
      'application/apply-patch+yaml',
    ]);
  });

  it('fill in the kind of what is created or applied', () => {
    const object = { metadata: key, spec: {} };
    const named = { apiVersion: 'batch/v1', kind: 'Job', ...object };
    expect(bodyOf(createRequest(Job, object, {}))).toEqual(named);
    expect(bodyOf(applyRequest({ type: Job }, object, { fieldManager: 'm' }))).toEqual(named);
    // Where classes define their fields, an instance has them without a value.
    const undefinedKind = { apiVersion: undefined, kind: undefined, ...object };
    expect(bodyOf(createRequest(Job, undefinedKind, {}))).toEqual(named);
    const other = { ...object, kind: 'CronJob' };
    expect(bodyOf(createRequest(Job, other, {}))).toMatchObject({ kind: 'CronJob' });
  });

  it('keep every name as data', () => {
    const data = JSON.parse('{"__proto__":"p","constructor":"c"}') as object;
    expect(createRequest(Job, { metadata: key, data } as never, {}).body).toContain(
      '"data":{"__proto__":"p","constructor":"c"}',
    );
  });

  it('carry the options of a delete in the body', () => {
    const preconditions = { uid: 'u' };
    const options = {
      dryRun: true,
      gracePeriodSeconds: 0,
      propagationPolicy: 'Foreground',
      preconditions,
    } as const;
    const { signal } = new AbortController();
    const request = deleteRequest({ type: Job, key }, { ...options, signal });
    expect(bodyOf(request)).toEqual({
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      ...options,
      dryRun: ['All'],
    });
    expect(request.signal).toBe(signal);
  });

  it('ask for metadata in the form of an object or of a list', () => {
    const type = metadataOnly(Job);
    const accept = (request: TransportRequest) => request.headers?.['accept'];
    expect(accept(getRequest({ type, key }))).toBe(
      'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
    );
    expect(accept(watchRequest(type))).toBe(
      'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
    );
    expect(accept(listRequest(type))).toBe(
      'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
    );
    expect(accept(getRequest({ type: Job, key }))).toBe('application/json');
  });

  it.each([
    [() => applyRequest({ type: Job }, { metadata: key }, {}), 'apply needs a field manager'],
    [() => deleteAllOfRequest(Job), 'Job is namespaced: deleteAllOf needs a namespace'],
    [() => createRequest(Job, { metadata: {} }, {}), 'Job is namespaced'],
    [
      () => updateRequest({ type: Job, key }, { metadata, spec: { n: [2 ** 53] } }, {}),
      'spec.n.0 is an integer that JavaScript cannot hold exactly',
    ],
  ])('are refused when they cannot be meant: %#', (make, message) => {
    expect(make).toThrow(message);
  });
});

describe('refuseInexactIntegers', () => {
  it('lets pass what is exact, and text that looks like a number', () => {
    const object = { a: Number.MAX_SAFE_INTEGER, b: 0.1234567890123456, c: '[12345678901234567' };
    expect(() => refuseInexactIntegers(object, JSON.stringify(object))).not.toThrow();
  });
});
