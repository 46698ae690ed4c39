import { describe, expect, it } from 'vitest';
import { RbacAuthorizer } from './rbac-authorizer.ts';
import {
  clusterRole,
  clusterRoleBinding,
  ListedRbac,
  role,
  roleBinding,
} from './rbac-source.test.support.ts';
import type { RequestAttributes } from './request-attributes.ts';

/** `user groups verb resource[/subresource] namespace`, `-` for none. */
function request(text: string): RequestAttributes {
  const [name = '', groups = '', verb = '', target = '', namespace = ''] = text
    .split(' ')
    .map((part) => (part === '-' ? '' : part));
  const user = { name, groups: groups === '' ? [] : groups.split(',') };
  if (target.startsWith('/')) return { user, verb, path: target };
  const [resource = '', subresource = ''] = target.split('/');
  return { user, verb, namespace, group: '', resource, subresource, name: '' };
}

// From the server's own table (plugin/pkg/auth/authorizer/rbac TestAuthorizer).
const table = [
  {
    title: 'a cluster role in one namespace',
    objects: [
      clusterRole('admin', '*|*|*'),
      roleBinding('ns1', 'ClusterRole/admin', 'User:admin', 'Group:admins'),
    ],
    allowed: [
      'admin - get Pods ns1',
      'admin - watch Pods ns1',
      'admin group1 watch Foobar ns1',
      'joe admins watch Foobar ns1',
      'joe group1,admins watch Foobar ns1',
    ],
    refused: [
      'admin - GET Pods ns2',
      'admin - GET Nodes -',
      'admin admins GET Pods ns2',
      'admin admins GET Nodes -',
    ],
  },
  {
    title: 'paths',
    objects: [
      clusterRole('getter', 'get|-|-|/apis'),
      clusterRole('all', '*|-|-|/apis'),
      clusterRole('prefix', 'get|-|-|/apis/*'),
      clusterRoleBinding('getter', 'User:foo', 'Group:bar'),
      clusterRoleBinding('all', 'User:admin', 'Group:admin'),
      clusterRoleBinding('prefix', 'User:prefixed', 'Group:prefixed'),
    ],
    allowed: [
      'foo - get /apis',
      '- bar get /apis',
      'admin - get /apis',
      '- admin get /apis',
      'admin - watch /apis',
      '- admin watch /apis',
      'prefixed - get /apis/v1',
      '- prefixed get /apis/v1',
      'prefixed - get /apis/v1/foobar',
    ],
    refused: [
      'foo - watch /apis',
      '- bar watch /apis',
      'foo - get /api/v1',
      '- bar get /api/v1',
      'admin - get /api/v1',
      '- admin get /api/v1',
      'prefixed - get /api/v1',
      'prefixed - get /apis',
    ],
  },
  {
    title: 'a resource without its subresources',
    objects: [
      clusterRole('admin', '*|*|pods'),
      roleBinding('ns1', 'ClusterRole/admin', 'User:admin', 'Group:admins'),
    ],
    allowed: ['admin - get pods ns1'],
    refused: ['admin - get pods/status ns1'],
  },
  {
    title: 'subresources without their resource',
    objects: [
      clusterRole('admin', '*|*|pods/status', '*|*|*/scale'),
      roleBinding('ns1', 'ClusterRole/admin', 'User:admin', 'Group:admins'),
    ],
    allowed: [
      'admin - get pods/status ns1',
      'admin - get pods/scale ns1',
      'admin - get deployments/scale ns1',
      'admin - get anything/scale ns1',
    ],
    refused: ['admin - get pods ns1'],
  },
  {
    title: 'service accounts',
    objects: [
      role('ns1', 'reader', 'get||pods'),
      roleBinding('ns1', 'Role/reader', 'ServiceAccount:local', 'ServiceAccount:ns2/other'),
    ],
    allowed: [
      'system:serviceaccount:ns1:local - get pods ns1',
      'system:serviceaccount:ns2:other - get pods ns1',
    ],
    refused: [
      'system:serviceaccount:ns2:local - get pods ns1',
      'system:serviceaccount:ns1:other - get pods ns1',
      'local - get pods ns1',
    ],
  },
];

describe('RbacAuthorizer', () => {
  for (const { title, objects, allowed, refused } of table) {
    const authorizer = new RbacAuthorizer(new ListedRbac(objects));
    it.each(allowed)(`allows ${title}: %s`, (text) => {
      expect(authorizer.authorize(request(text)).allowed).toBe(true);
    });
    it.each(refused)(`refuses ${title}: %s`, (text) => {
      expect(authorizer.authorize(request(text)).allowed).toBe(false);
    });
  }

  it('allows system:masters everything and says nothing about it', () => {
    const authorizer = new RbacAuthorizer(new ListedRbac());
    expect(authorizer.authorize(request('a system:masters delete nodes -'))).toEqual({
      allowed: true,
      reason: '',
    });
  });

  it('names the binding that allows', () => {
    const authorizer = new RbacAuthorizer(
      new ListedRbac([
        clusterRole('cron', 'list||cronjobs'),
        clusterRoleBinding('cron', 'ServiceAccount:kube-system/cronjob-controller'),
        role('ns', 'pods', 'get||pods'),
        roleBinding('ns', 'Role/pods', 'ServiceAccount:sa', 'Group:devs'),
      ]),
    );
    const reasonOf = (text: string) => authorizer.authorize(request(text)).reason;
    expect(reasonOf('system:serviceaccount:kube-system:cronjob-controller - list cronjobs -')).toBe(
      'RBAC: allowed by ClusterRoleBinding "cron" of ClusterRole "cron" to ServiceAccount "cronjob-controller/kube-system"',
    );
    expect(reasonOf('u devs get pods ns')).toBe(
      'RBAC: allowed by RoleBinding "pods/ns" of Role "pods" to Group "devs"',
    );
    expect(reasonOf('system:serviceaccount:ns:sa - get pods ns')).toBe(
      'RBAC: allowed by RoleBinding "pods/ns" of Role "pods" to ServiceAccount "sa/ns"',
    );
  });

  it('says which roles it did not find when it refuses', () => {
    const source = new ListedRbac([
      clusterRoleBinding('nope', 'User:alice'),
      roleBinding('default', 'Role/nope2', 'Group:devs'),
    ]);
    const authorizer = new RbacAuthorizer(source);
    expect(authorizer.authorize(request('alice devs list pods -')).reason).toBe(
      'rbac: RBAC: clusterrole.rbac.authorization.k8s.io "nope" not found',
    );
    expect(authorizer.authorize(request('alice devs list pods default')).reason).toBe(
      'rbac: RBAC: [clusterrole.rbac.authorization.k8s.io "nope" not found, ' +
        'role.rbac.authorization.k8s.io "nope2" not found]',
    );
    expect(authorizer.authorize(request('bob - list pods default')).reason).toBe('');
  });

  it('looks at names only where a rule has some', () => {
    const source = new ListedRbac([
      {
        kind: 'ClusterRole',
        metadata: { name: 'named' },
        rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: ['a'] }],
      },
      clusterRoleBinding('named', 'User:u'),
    ]);
    const authorizer = new RbacAuthorizer(source);
    const pod = { ...request('u - get pods ns'), path: undefined, name: 'a' } as RequestAttributes;
    expect(authorizer.authorize(pod).allowed).toBe(true);
    expect(authorizer.authorize({ ...pod, name: 'b' } as RequestAttributes).allowed).toBe(false);
    expect(authorizer.authorize(request('u - get pods ns')).allowed).toBe(false);
  });

  it('notices a change when the generation moves on', () => {
    const source = new ListedRbac([clusterRole('r', 'get||pods')]);
    const authorizer = new RbacAuthorizer(source);
    expect(authorizer.authorize(request('u - get pods ns')).allowed).toBe(false);
    source.objects.push(clusterRoleBinding('r', 'User:u'));
    expect(authorizer.authorize(request('u - get pods ns')).allowed).toBe(false);
    source.changed();
    expect(authorizer.authorize(request('u - get pods ns')).allowed).toBe(true);
  });
});
