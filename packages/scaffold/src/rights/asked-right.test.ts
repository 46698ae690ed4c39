import { describe, expect, it } from 'vitest';
import { askedRight } from './asked-right.ts';

describe('askedRight', () => {
  it.each([
    ['GET', '/api/v1/pods', 'list  pods  '],
    ['GET', '/api/v1/pods?watch=true&resourceVersion=1', 'watch  pods  '],
    ['GET', '/api/v1/namespaces/a/pods/b', 'get  pods a b'],
    ['GET', '/api/v1/namespaces/a/pods/b/log', 'get  pods/log a b'],
    ['POST', '/apis/apps/v1/namespaces/a/deployments', 'create apps deployments a '],
    ['PUT', '/apis/x.io/v1/things/b/status', 'update x.io things/status  b'],
    ['PATCH', '/api/v1/namespaces/a', 'patch  namespaces a a'],
    ['PUT', '/api/v1/namespaces/a/finalize', 'update  namespaces/finalize a a'],
    ['DELETE', '/api/v1/namespaces/a/pods', 'deletecollection  pods a '],
    ['DELETE', '/api/v1/namespaces/a/pods/b', 'delete  pods a b'],
    [
      'GET',
      '/apis/apps/v1/namespaces/a/deployments?watch=true&fieldSelector=metadata.name%3Dship',
      'watch apps deployments a ship',
    ],
  ])('reads %s %s', (method, uri, right) => {
    const [verb, group, resource, namespace, name] = right.split(' ');
    expect(askedRight({ method, uri })).toEqual({ verb, group, resource, namespace, name });
  });

  it('takes the verb of an audit log, and URLs that are no resources', () => {
    const uri = '/api/v1/pods';
    expect(askedRight({ verb: 'watch', uri })).toMatchObject({ verb: 'watch', resource: 'pods' });
    expect(askedRight({ method: 'GET', uri: '/metrics?x' })).toEqual({
      verb: 'get',
      url: '/metrics',
    });
    expect(askedRight({ method: 'GET', uri: '/apis/apps/v1' })).toEqual({
      verb: 'get',
      url: '/apis/apps/v1',
    });
  });
});
