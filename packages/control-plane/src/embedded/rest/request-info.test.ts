import { describe, expect, it } from 'vitest';
import { requestInfoOf } from './request-info.ts';

function infoOf(line: string): Record<string, unknown> {
  const [method = '', url = ''] = line.split(' ');
  const [path = '', query] = url.split('?');
  const { isResource, verb, group, version, namespace, resource, name, subresource } =
    requestInfoOf(method, path, new URLSearchParams(query));
  return isResource
    ? { verb, where: `${group}/${version}`, namespace, resource, name, subresource }
    : { verb };
}

// The table of apiserver's endpoints/request TestGetAPIRequestInfo, by what it tells apart.
describe('requestInfoOf', () => {
  it.each([
    ['GET /api/v1/namespaces', 'list', '/v1', '', 'namespaces', '', ''],
    ['GET /api/v1/namespaces/other', 'get', '/v1', 'other', 'namespaces', 'other', ''],
    ['GET /api/v1/namespaces/other/pods', 'list', '/v1', 'other', 'pods', '', ''],
    ['GET /api/v1/namespaces/other/pods?watch=true', 'watch', '/v1', 'other', 'pods', '', ''],
    ['GET /api/v1/namespaces/other/pods?watch=0', 'list', '/v1', 'other', 'pods', '', ''],
    ['GET /api/v1/namespaces/other/pods/foo', 'get', '/v1', 'other', 'pods', 'foo', ''],
    ['GET /api/v1/pods', 'list', '/v1', '', 'pods', '', ''],
    ['GET /api/v1/watch/pods', 'watch', '/v1', '', 'pods', '', ''],
    ['GET /api/v1/watch/namespaces/other/pods', 'watch', '/v1', 'other', 'pods', '', ''],
    ['PATCH /api/v1/namespaces/other/pods/foo', 'patch', '/v1', 'other', 'pods', 'foo', ''],
    ['DELETE /api/v1/namespaces/other/pods', 'deletecollection', '/v1', 'other', 'pods', '', ''],
    [
      'PUT /api/v1/namespaces/other/finalize',
      'update',
      '/v1',
      'other',
      'namespaces',
      'other',
      'finalize',
    ],
    [
      'GET /api/v1/namespaces/other/pods/foo/status',
      'get',
      '/v1',
      'other',
      'pods',
      'foo',
      'status',
    ],
    [
      'POST /apis/apps/v1/namespaces/other/deployments',
      'create',
      'apps/v1',
      'other',
      'deployments',
      '',
      '',
    ],
    [
      'GET /apis/apps/v1/deployments?fieldSelector=metadata.name%3Dx',
      'list',
      'apps/v1',
      '',
      'deployments',
      'x',
      '',
    ],
    [
      'GET /apis/apps/v1/deployments?fieldSelector=metadata.name!%3Dx',
      'list',
      'apps/v1',
      '',
      'deployments',
      '',
      '',
    ],
    ['FOO /api/v1/pods', '', '/v1', '', 'pods', '', ''],
  ])('%s', (line, ...expected) => {
    const [verb, where, namespace, resource, name, subresource] = expected;
    expect(infoOf(line)).toEqual({ verb, where, namespace, resource, name, subresource });
  });

  it.each(['/', '/api', '/api/v1', '/apis/apps', '/apis/apps/v1', '/healthz', '/foo/bar/baz'])(
    '%s is no resource',
    (path) => {
      expect(infoOf(`GET ${path}`)).toEqual({ verb: 'get' });
    },
  );
});
