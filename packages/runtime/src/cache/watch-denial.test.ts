import { resourceType } from '@keelson/kubernetes';
import { describe, expect, it } from 'vitest';
import { Thing } from './scripted-peer.test.support.ts';
import { WatchDenial } from './watch-denial.ts';

const Deployment = resourceType({
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  scope: 'Namespaced',
});

describe('WatchDenial', () => {
  it('names verbs, resource and namespace, and each verb as news once', () => {
    const denial = new WatchDenial(Deployment, undefined);
    expect(denial.text).toBeUndefined();
    expect([denial.denied('watch'), denial.denied('list'), denial.denied('watch')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(denial.text).toBe('not allowed to list and watch deployments.apps in all namespaces');
    denial.allowed('list');
    expect(denial.text).toBe('not allowed to watch deployments.apps in all namespaces');
    denial.allowed('watch');
    expect([denial.text, denial.denied('watch')]).toEqual([undefined, true]);
  });

  it('knows kinds without a group, or by their name only', () => {
    const text = (...args: ConstructorParameters<typeof WatchDenial>) => {
      const denial = new WatchDenial(...args);
      denial.denied('list');
      return denial.text;
    };
    expect(text(Thing, 'ns')).toBe('not allowed to list things in the namespace ns');
    expect(text({ apiVersion: 'v1', kind: 'Thing' }, 'ns')).toContain('list Thing in');
  });
});
