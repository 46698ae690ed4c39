import type { JsonObject } from '@keelson/schema';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Workbench } from '../server/workbench.test.support.ts';
import { RoleAggregation } from './role-aggregation.ts';

const roles = 'clusterroles.rbac.authorization.k8s.io';
const rule = (resource: string) => ({ apiGroups: [''], resources: [resource], verbs: ['get'] });
const selecting = (label: string) => ({
  aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [label]: 'true' } }] },
});

function start() {
  const bench = new Workbench();
  const aggregation = bench.run(new RoleAggregation(bench.client, bench.report));
  onTestFinished(async () => {
    await aggregation.stop();
    expect(bench.errors).toEqual([]);
  });
  const rulesOf = async (name: string): Promise<unknown> => {
    await aggregation.idle();
    return bench.get(`${roles} ${name}`)?.['rules'] ?? null;
  };
  return { bench, rulesOf };
}

describe('RoleAggregation', () => {
  it('gathers the rules of the roles that are selected, as they come, change and go', async () => {
    const { bench, rulesOf } = start();
    await bench.create(`${roles} all`, selecting('part'));
    // None is as good as an empty list: nothing is written.
    expect(await rulesOf('all')).toBeNull();
    expect(bench.store.revision).toBe(2);
    await bench.create(`${roles} one`, {
      metadata: { labels: { part: 'true' } },
      rules: [rule('pods')],
    });
    await bench.create(`${roles} two`, {
      metadata: { labels: { part: 'true' } },
      rules: [rule('nodes')],
    });
    await bench.create(`${roles} other`, { rules: [rule('secrets')] });
    expect(await rulesOf('all')).toEqual([rule('pods'), rule('nodes')]);
    await bench.client.update(bench.ref(`${roles} one`), {
      change: (role) => void (role['rules'] = [rule('services')]),
    });
    expect(await rulesOf('all')).toEqual([rule('services'), rule('nodes')]);
    await bench.client.delete(bench.ref(`${roles} two`));
    expect(await rulesOf('all')).toEqual([rule('services')]);
    // The rules are the controller's own, until it has none to give.
    const owners = () =>
      (bench.metadataOf(`${roles} all`)['managedFields'] as JsonObject[]).map(
        ({ manager, operation }) => [manager, operation],
      );
    const applier = ['clusterrole-aggregation-controller', 'Apply'];
    expect(owners()).toContainEqual(applier);
    await bench.change(`${roles} one`, { labels: {} });
    expect(await rulesOf('all')).toBeNull();
    expect(owners()).not.toContainEqual(applier);
  });

  it('carries rules over several roles, and comes to an end', async () => {
    const { bench, rulesOf } = start();
    await bench.create(`${roles} admin`, selecting('to-admin'));
    const edit = { ...selecting('to-edit'), metadata: { labels: { 'to-admin': 'true' } } };
    await bench.create(`${roles} edit`, edit);
    const labels = { 'to-edit': 'true' };
    await bench.create(`${roles} part`, { metadata: { labels }, rules: [rule('pods')] });
    expect(await rulesOf('admin')).toEqual([rule('pods')]);
    const { revision } = bench.store;
    await bench.create(`${roles} stranger`, { rules: [rule('nodes')] });
    expect(await rulesOf('admin')).toEqual([rule('pods')]);
    expect(bench.store.revision).toBe(revision + 1);
  });
});
