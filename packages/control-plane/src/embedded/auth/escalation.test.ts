import type { JsonObject } from '@keelson/schema';
import { beforeEach, describe, expect, it } from 'vitest';
import { StatusError } from '../status-error.ts';
import { checkEscalation, type RbacWrite } from './escalation.ts';
import { RbacAuthorizer } from './rbac-authorizer.ts';
import {
  clusterRole,
  clusterRoleBinding,
  ListedRbac,
  ruleJson,
} from './rbac-source.test.support.ts';

const group = 'rbac.authorization.k8s.io';
const bob = { name: 'bob', groups: ['system:authenticated'] };

const newClusterRole = (name: string, more: JsonObject): RbacWrite => ({
  resource: 'clusterroles',
  namespace: '',
  name: '',
  user: bob,
  object: { metadata: { name }, ...more },
});

const newBinding = (roleRef: JsonObject): RbacWrite => ({
  resource: 'clusterrolebindings',
  namespace: '',
  name: '',
  user: bob,
  object: { metadata: { name: 'e1' }, roleRef: { apiGroup: group, ...roleRef } },
});

describe('checkEscalation', () => {
  let source: ListedRbac;
  let authorizer: RbacAuthorizer;

  beforeEach(() => {
    source = new ListedRbac([
      clusterRole('writer', `create|${group}|*`, 'get||pods'),
      clusterRole('cluster-admin', '*|*|*', '*|-|-|*'),
      clusterRoleBinding('writer', 'User:bob', 'User:alice'),
    ]);
    authorizer = new RbacAuthorizer(source);
  });

  const failure = (write: RbacWrite) => {
    try {
      checkEscalation(authorizer, write);
    } catch (error) {
      if (error instanceof StatusError) return error.status;
      throw error;
    }
    return undefined;
  };

  it('lists what a role grants and its writer does not hold', () => {
    const write = newClusterRole('e1', {
      rules: [
        { apiGroups: ['', 'apps'], resources: ['pods', 'secrets'], verbs: ['get', 'list'] },
        { nonResourceURLs: ['/a*', '/b'], verbs: ['get'] },
        { apiGroups: [''], resources: ['x'], resourceNames: ['n1', 'n2'], verbs: ['z', 'y'] },
      ],
    });
    expect(failure(write)).toEqual({
      message:
        'clusterroles.rbac.authorization.k8s.io "e1" is forbidden: user "bob" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n' +
        '{APIGroups:[""], Resources:["pods"], Verbs:["list"]}\n' +
        '{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}\n' +
        '{APIGroups:[""], Resources:["x"], ResourceNames:["n1"], Verbs:["z" "y"]}\n' +
        '{APIGroups:[""], Resources:["x"], ResourceNames:["n2"], Verbs:["z" "y"]}\n' +
        '{APIGroups:["apps"], Resources:["pods"], Verbs:["get" "list"]}\n' +
        '{APIGroups:["apps"], Resources:["secrets"], Verbs:["get" "list"]}\n' +
        '{NonResourceURLs:["/a*"], Verbs:["get"]}\n' +
        '{NonResourceURLs:["/b"], Verbs:["get"]}',
      reason: 'Forbidden',
      details: { name: 'e1', group, kind: 'clusterroles' },
      code: 403,
    });
  });

  it('lets a role grant what its writer holds, and system:masters anything', () => {
    const rules = [ruleJson('get||pods')];
    expect(failure(newClusterRole('ok', { rules }))).toBeUndefined();
    const admin = { name: 'a', groups: ['system:masters'] };
    const write = { ...newClusterRole('ok', { rules: [ruleJson('*|*|*')] }), user: admin };
    expect(failure(write)).toBeUndefined();
  });

  it('lets those who may escalate', () => {
    source.objects.push(
      clusterRole('escalator', `escalate|${group}|clusterroles`),
      clusterRoleBinding('escalator', 'User:bob'),
    );
    source.changed();
    expect(failure(newClusterRole('e1', { rules: [ruleJson('*|*|*')] }))).toBeUndefined();
  });

  it('asks for everything before a role may aggregate', () => {
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] };
    expect(failure(newClusterRole('e2', { aggregationRule }))).toMatchObject({
      message:
        'clusterroles.rbac.authorization.k8s.io "e2" is forbidden: must have cluster-admin privileges to use the aggregationRule',
      code: 403,
    });
  });

  it('tells of roles that it could not find', () => {
    source.objects.push({
      ...clusterRoleBinding('nope', 'User:alice'),
    });
    source.changed();
    const write: RbacWrite = {
      resource: 'roles',
      namespace: 'default',
      name: '',
      user: { name: 'alice', groups: ['devs', 'ops'] },
      object: { metadata: { name: 'e1' }, rules: [ruleJson('get||secrets')] },
    };
    expect(failure(write)?.message).toBe(
      'roles.rbac.authorization.k8s.io "e1" is forbidden: user "alice" (groups=["devs" "ops"]) is attempting to grant RBAC permissions not currently held:\n' +
        '{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}; resolution errors: [roles.rbac.authorization.k8s.io "nope" not found]',
    );
    source.objects.push(clusterRoleBinding('nope2', 'User:alice'));
    source.changed();
    expect(failure(write)?.message).toContain(
      '; resolution errors: [[roles.rbac.authorization.k8s.io "nope" not found, roles.rbac.authorization.k8s.io "nope2" not found]]',
    );
  });

  it('lets nobody bind more than they hold', () => {
    expect(failure(newBinding({ kind: 'ClusterRole', name: 'cluster-admin' }))).toMatchObject({
      message:
        'clusterrolebindings.rbac.authorization.k8s.io "e1" is forbidden: user "bob" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n' +
        '{APIGroups:["*"], Resources:["*"], Verbs:["*"]}\n{NonResourceURLs:["*"], Verbs:["*"]}',
      code: 403,
    });
    expect(failure(newBinding({ kind: 'ClusterRole', name: 'writer' }))).toBeUndefined();
  });

  it('lets those who may bind', () => {
    source.objects.push(
      clusterRole('binder', `bind|${group}|clusterroles`),
      clusterRoleBinding('binder', 'User:bob'),
    );
    source.changed();
    expect(failure(newBinding({ kind: 'ClusterRole', name: 'cluster-admin' }))).toBeUndefined();
  });

  it('names the resource of the request when there is no such role', () => {
    expect(failure(newBinding({ kind: 'ClusterRole', name: 'nonono' }))).toEqual({
      message: 'clusterrolebindings.rbac.authorization.k8s.io "nonono" not found',
      reason: 'NotFound',
      details: { name: 'nonono', group, kind: 'clusterrolebindings' },
      code: 404,
    });
    expect(failure(newBinding({ kind: 'Role', name: 'cluster-admin' }))).toEqual({
      message: 'Namespace parameter required.',
      reason: 'BadRequest',
      code: 400,
    });
    expect(failure(newBinding({ kind: 'ClusterRole', name: '' }))?.message).toBe(
      'Name parameter required.',
    );
    expect(failure(newBinding({ kind: 'ClusterRole', name: 'a/b' }))?.message).toBe(
      'Name parameter invalid: "a/b": may not contain \'/\'',
    );
    expect(failure(newBinding({ kind: 'Foo', name: 'nonono' }))).toEqual({
      message: 'unsupported role reference kind: "Foo"',
      code: 500,
    });
  });

  it('lets anyone with access finish a garbage collection', () => {
    const old = {
      metadata: { name: 'x', finalizers: ['a/b'], managedFields: [{}] },
      rules: [ruleJson('*|*|*')],
    };
    const write = newClusterRole('x', { rules: old.rules });
    expect(failure({ ...write, old })).toBeUndefined();
    expect(failure({ ...write, old: { ...old, rules: [] } })).toMatchObject({ code: 403 });
  });
});
