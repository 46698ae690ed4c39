import { beforeEach, describe, expect, it } from 'vitest';
import { StatusError } from '../status-error.ts';
import { Impersonator } from './impersonation.ts';
import { RbacAuthorizer } from './rbac-authorizer.ts';
import { clusterRole, clusterRoleBinding, ListedRbac } from './rbac-source.test.support.ts';
import type { ResourceAttributes } from './request-attributes.ts';
import type { RequestHeaders } from './request-headers.ts';
import type { UserInfo } from './user.ts';

const bob = { name: 'bob', groups: ['system:authenticated'] };
const admin = { name: 'admin', groups: ['system:masters'] };
const authentication = 'authentication.k8s.io';

function listPods(user: UserInfo): ResourceAttributes {
  return {
    user,
    verb: 'list',
    namespace: '',
    group: '',
    resource: 'pods',
    subresource: '',
    name: '',
  };
}

describe('Impersonator', () => {
  let source: ListedRbac;
  let impersonator: Impersonator;

  beforeEach(() => {
    source = new ListedRbac();
    impersonator = new Impersonator(new RbacAuthorizer(source));
  });

  const grant = (name: string, ...rules: string[]) => {
    source.objects.push(clusterRole(name, ...rules), clusterRoleBinding(name, 'User:bob'));
    source.changed();
  };
  const become = (headers: RequestHeaders, user: UserInfo = bob) =>
    impersonator.userOf(headers, listPods(user));
  const refusal = (headers: RequestHeaders, user: UserInfo = bob) => {
    try {
      become(headers, user);
    } catch (error) {
      if (error instanceof StatusError) return error.status.message;
      throw error;
    }
    return undefined;
  };

  it('leaves a user alone who wants to be nobody else', () => {
    expect(become({})).toBe(bob);
  });

  it('becomes a user with all its parts', () => {
    const headers = {
      'impersonate-user': ['carol'],
      'impersonate-group': ['g'],
      'impersonate-uid': ['7'],
      'impersonate-extra-foo%2fbar': ['Z', 'Y'],
    };
    expect(become(headers, admin)).toEqual({
      name: 'carol',
      uid: '7',
      groups: ['g', 'system:authenticated'],
      extra: { 'foo/bar': ['Z', 'Y'] },
    });
  });

  it.each([
    [
      'system:serviceaccount:default:foo',
      ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
    ],
    ['system:anonymous', ['system:unauthenticated']],
    ['system:node:n1', ['system:nodes', 'system:authenticated']],
  ])('adds the groups of %s', (name, groups) => {
    expect(become({ 'impersonate-user': [name] }, admin)).toMatchObject({ name, groups });
  });

  it('does not add system:authenticated beside system:unauthenticated', () => {
    const headers = {
      'impersonate-user': ['x'],
      'impersonate-group': ['system:unauthenticated'],
    };
    expect(become(headers, admin).groups).toEqual(['system:unauthenticated']);
  });

  it.each([
    [
      'carol',
      'pods is forbidden: User "bob" cannot impersonate-on:user-info:list resource "pods" in API group "" at the cluster scope',
    ],
    [
      'system:serviceaccount:default:foo',
      'pods is forbidden: User "bob" cannot impersonate-on:serviceaccount:list resource "pods" in API group "" at the cluster scope',
    ],
    [
      'system:node:n1',
      'pods is forbidden: User "bob" cannot impersonate-on:arbitrary-node:list resource "pods" in API group "" at the cluster scope',
    ],
  ])('refuses %s to those who may not', (name, message) => {
    expect(refusal({ 'impersonate-user': [name] })).toBe(message);
  });

  it('refuses on a path too', () => {
    const attributes = { user: bob, verb: 'get', path: '/foo' };
    expect(() => impersonator.userOf({ 'impersonate-user': ['carol'] }, attributes)).toThrow(
      'forbidden: User "bob" cannot impersonate-on:user-info:get path "/foo"',
    );
  });

  it('lets those with the old verb, and then words refusals in its terms', () => {
    grant('old', 'impersonate||users');
    expect(become({ 'impersonate-user': ['carol'] })).toMatchObject({
      name: 'carol',
      groups: ['system:authenticated'],
    });
    expect(refusal({ 'impersonate-user': ['carol'], 'impersonate-group': ['g'] })).toBe(
      'groups "g" is forbidden: User "bob" cannot impersonate resource "groups" in API group "" at the cluster scope',
    );
    const headers = { 'impersonate-user': ['carol'], 'impersonate-extra-scopes': ['view'] };
    expect(refusal(headers)).toBe(
      'userextras.authentication.k8s.io "view" is forbidden: User "bob" cannot impersonate resource "userextras/scopes" in API group "authentication.k8s.io" at the cluster scope',
    );
    expect(refusal({ 'impersonate-user': ['system:serviceaccount:ns:sa'] })).toBe(
      'serviceaccounts "sa" is forbidden: User "bob" cannot impersonate resource "serviceaccounts" in API group "" in the namespace "ns"',
    );
  });

  it('lets those with a constrained verb, for what it covers', () => {
    grant('new', `impersonate:user-info|${authentication}|users,groups,userextras/example.com/a`);
    grant('on', 'impersonate-on:user-info:list||pods');
    expect(become({ 'impersonate-user': ['carol'] }).name).toBe('carol');
    const asMaster = { 'impersonate-user': ['carol'], 'impersonate-group': ['system:masters'] };
    expect(refusal(asMaster)).toBe(
      'groups.authentication.k8s.io "system:masters" is forbidden: User "bob" cannot impersonate:user-info resource "groups" in API group "authentication.k8s.io" at the cluster scope: impersonating the system:masters group is not allowed',
    );
    expect(refusal({ 'impersonate-user': ['carol'], 'impersonate-extra-foo': ['x'] })).toBe(
      'userextras.authentication.k8s.io is forbidden: User "bob" cannot impersonate:user-info resource "userextras" in API group "authentication.k8s.io" at the cluster scope: impersonating an invalid key in extra is not allowed: extra.key: Invalid value: "foo": must be a domain-prefixed path (such as "acme.io/foo")',
    );
    const extra = { 'impersonate-user': ['carol'], 'impersonate-extra-example.com/a': ['x'] };
    expect(become(extra).extra).toEqual({ 'example.com/a': ['x'] });
  });

  it('lets a pod act as its own node', () => {
    const agent = {
      name: 'system:serviceaccount:ns:agent',
      groups: [],
      extra: { 'authentication.kubernetes.io/node-name': ['n1'] },
    };
    source.objects.push(
      clusterRole(
        'agent',
        `impersonate:associated-node|${authentication}|nodes`,
        'impersonate-on:associated-node:list||pods',
      ),
      clusterRoleBinding('agent', 'ServiceAccount:ns/agent'),
    );
    source.changed();
    expect(become({ 'impersonate-user': ['system:node:n1'] }, agent)).toMatchObject({
      name: 'system:node:n1',
      groups: ['system:nodes', 'system:authenticated'],
    });
    expect(refusal({ 'impersonate-user': ['system:node:n2'] }, agent)).toContain(
      'cannot impersonate-on:arbitrary-node:list resource "pods"',
    );
  });

  it.each<[RequestHeaders, string]>([
    [
      {
        'impersonate-group': ['a', 'b"c'],
        'impersonate-uid': ['7'],
        'impersonate-extra-foo%2fbar': ['Z'],
      },
      'requested &user.DefaultInfo{Name:"", UID:"7", Groups:[]string{"a", "b\\"c"}, Extra:map[string][]string{"foo/bar":[]string{"Z"}}} without impersonating a user name',
    ],
    [
      { 'impersonate-extra-foo': ['Z'] },
      'requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string(nil), Extra:map[string][]string{"foo":[]string{"Z"}}} without impersonating a user name',
    ],
    [
      { 'impersonate-uid': ['7'] },
      'requested &user.DefaultInfo{Name:"", UID:"7", Groups:[]string(nil), Extra:map[string][]string(nil)} without impersonating a user name',
    ],
  ])('asks for a name: %o', (headers, message) => {
    expect(refusal(headers, admin)).toBe(message);
  });
});
