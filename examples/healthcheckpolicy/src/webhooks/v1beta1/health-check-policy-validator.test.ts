import { admit } from '@keelson/runtime';
import { describe, expect, it } from 'vitest';
import type { HealthCheckPolicySpec } from '../../api/v1beta1/health-check-policy.ts';
import { policy } from '../../policy/fixtures.ts';
import { HealthCheckPolicyValidator } from './health-check-policy-validator.ts';

const webhook = new HealthCheckPolicyValidator();
const create = (spec: Partial<HealthCheckPolicySpec>) =>
  admit(webhook, { operation: 'CREATE', object: policy(spec) });

describe('HealthCheckPolicyValidator', () => {
  it.each<[string, Partial<HealthCheckPolicySpec>]>([
    ['must not look at the label', { selector: { matchLabels: { unhealthy: 'true' } } }],
    [
      'must not look at the label',
      { selector: { matchExpressions: [{ key: 'unhealthy', operator: 'DoesNotExist' }] } },
    ],
    ['spec.selector', { selector: { matchExpressions: [{ key: 'a', operator: 'in' }] } }],
    ['spec.selector', { selector: { matchLabels: { a: 'b c' } } }],
    ['belong to Kubernetes', { podLabel: 'app.kubernetes.io/name' }],
    ['no more than 253 characters', { podLabel: `${'a'.repeat(254)}/b` }],
  ])('refuses what no schema can: %s', async (words, spec) => {
    const { allowed, status } = await create(spec);
    expect(allowed).toBe(false);
    expect(status).toMatchObject({ code: 422, message: expect.stringContaining(words) });
  });

  it.each<Partial<HealthCheckPolicySpec>>([
    {},
    { selector: { matchLabels: { unhealthy: 'true' } }, action: 'annotate' },
    { podLabel: 'example.com/unhealthy' },
    { action: 'kill', selector: { matchLabels: { app: 'web' } } },
  ])('lets %o pass', async (spec) => {
    expect(await create(spec)).toMatchObject({ allowed: true, warnings: [] });
  });

  it.each<[string, Partial<HealthCheckPolicySpec>]>([
    ['every violating pod of the namespace', { action: 'kill' }],
    ['none is killed', { action: 'kill', maxKills: 0 }],
  ])('warns: %s', async (words, spec) => {
    expect((await create(spec)).warnings).toEqual([expect.stringContaining(words)]);
  });

  it('lets a policy lose its finalizer that would be refused today', async () => {
    const former = policy({ podLabel: 'k8s.io/a' });
    const object = { ...former, metadata: { ...former.metadata, finalizers: [] } };
    expect(await admit(webhook, { operation: 'UPDATE', object, oldObject: former })).toMatchObject({
      allowed: true,
    });
    const changed = policy({ podLabel: 'k8s.io/b' });
    expect(
      await admit(webhook, { operation: 'UPDATE', object: changed, oldObject: former }),
    ).toMatchObject({ allowed: false });
  });
});
