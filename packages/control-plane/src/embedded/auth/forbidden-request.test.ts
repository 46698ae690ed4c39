import { describe, expect, it } from 'vitest';
import { forbiddenRequest } from './forbidden-request.ts';

const user = { name: 'alice', groups: [] };
const pods = {
  user,
  verb: 'list',
  namespace: '',
  group: '',
  resource: 'pods',
  subresource: '',
  name: '',
};

describe('forbiddenRequest', () => {
  it('words a request for all of a resource', () => {
    expect(forbiddenRequest(pods, '').status).toEqual({
      message:
        'pods is forbidden: User "alice" cannot list resource "pods" in API group "" at the cluster scope',
      reason: 'Forbidden',
      details: { kind: 'pods' },
      code: 403,
    });
  });

  it('words a request for a subresource of one object', () => {
    const log = { ...pods, verb: 'get', namespace: 'default', subresource: 'log', name: 'x"y' };
    expect(forbiddenRequest(log, '').status).toEqual({
      message:
        'pods "x\\"y" is forbidden: User "alice" cannot get resource "pods/log" in API group "" in the namespace "default"',
      reason: 'Forbidden',
      details: { name: 'x"y', kind: 'pods' },
      code: 403,
    });
  });

  it('adds what the authorizer says', () => {
    const deployments = { ...pods, group: 'apps', resource: 'deployments', namespace: 'default' };
    expect(forbiddenRequest(deployments, 'rbac: RBAC: x').status.message).toBe(
      'deployments.apps is forbidden: User "alice" cannot list resource "deployments" in API group "apps" in the namespace "default": rbac: RBAC: x',
    );
  });

  it('words a request for a path, safe for a browser', () => {
    expect(forbiddenRequest({ user, verb: 'get', path: '/a<b>&c' }, '').status).toEqual({
      message: 'forbidden: User "alice" cannot get path "/a&lt;b&gt;&amp;c"',
      reason: 'Forbidden',
      details: {},
      code: 403,
    });
  });
});
