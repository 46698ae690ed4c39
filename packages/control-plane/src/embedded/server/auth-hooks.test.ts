import type { JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { RbacAuthorizer } from '../auth/rbac-authorizer.ts';
import { ListedRbac, role, roleBinding } from '../auth/rbac-source.test.support.ts';
import { updateObject, type UpdateResult } from '../rest/update-object.ts';
import { createOnUpdateStep } from './auth-hooks.ts';
import { Workbench } from './workbench.test.support.ts';

const authorizer = new RbacAuthorizer(
  new ListedRbac([
    role('n', 'maker', 'create|*|configmaps'),
    roleBinding('n', 'Role/maker', 'User:maker'),
  ]),
);

function apply(bench: Workbench, user: string): Promise<UpdateResult> {
  const { resource, namespace, name } = bench.ref('configmaps n/a');
  const context = { namespace, user: { name: user, groups: [] }, dryRun: false, warnings: [] };
  const object: JsonObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } };
  return updateObject(
    bench.services,
    { resource, subresource: '', namespace, name, context },
    {
      uid: '',
      createsAlways: true,
      produce: (live) => ({ ...object, metadata: { ...(live?.['metadata'] as JsonObject), name } }),
    },
  );
}

describe('createOnUpdateStep', () => {
  it('asks who applies what is not there for the right to create it', async () => {
    const bench = new Workbench(() => [createOnUpdateStep(authorizer)]);
    await expect(apply(bench, 'jane')).rejects.toThrow(
      'configmaps "a" is forbidden: User "jane" cannot create resource "configmaps" in API group "" in the namespace "n"',
    );
    expect(bench.get('configmaps n/a')).toBeUndefined();
    expect((await apply(bench, 'maker')).created).toBe(true);
    expect((await apply(bench, 'jane')).created).toBe(false);
  });

  it('leaves creations to the authorization of the request', async () => {
    const bench = new Workbench(() => [createOnUpdateStep(authorizer)]);
    await expect(bench.create('configmaps n/b')).resolves.toBe('uid-1');
  });
});
