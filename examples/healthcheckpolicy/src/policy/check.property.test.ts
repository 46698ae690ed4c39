import type { Pod } from '@keelson/kubernetes/core/v1';
import { deepEqual } from '@keelson/runtime';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anySpec } from './arbitrary-policy.test.support.ts';
import { checkPods } from './check.ts';
import { appliedBy, bothProbes, container, nowMs, pod, policy, unreadyPod } from './fixtures.ts';
import { markManager } from './marks.ts';

const kinds: readonly ((name: string) => Pod)[] = [
  (name) => pod(name),
  (name) => pod(name, { spec: { containers: [container('app')] } }),
  (name) => pod(name, { spec: { containers: [container('a', bothProbes), container('b')] } }),
  (name) => pod(name, { metadata: { labels: { app: 'web' } } }),
  (name) =>
    pod(name, {
      metadata: { labels: { unhealthy: 'theirs' } },
      spec: { containers: [container('a')] },
    }),
  (name) => pod(name, { status: { phase: 'Succeeded' } }),
  (name) => pod(name, { status: { phase: 'Failed', reason: 'Evicted' } }),
  (name) => pod(name, { metadata: { deletionTimestamp: '2026-01-01T00:59:00Z' } }),
  (name) =>
    pod(name, { metadata: { annotations: { 'policy.k8s-go.openshift.org/ignore': 'true' } } }),
  (name) => unreadyPod(name, 10),
  (name) => unreadyPod(name, 100),
];

const anyPods: fc.Arbitrary<Pod[]> = fc
  .array(fc.constantFrom(...kinds), { maxLength: 8 })
  .map((makers) => makers.map((make, index) => make(`pod-${index}`)));
const anyPolicy = anySpec.map((spec) => policy(spec));
const manager = markManager(policy().metadata.uid);

/** The pods as the API server would have them after the changes. */
function carriedOut(pods: readonly Pod[], check: ReturnType<typeof checkPods>): Pod[] {
  return pods.map((before) => {
    const change = check.markChanges.find(({ pod: one }) => one === before);
    if (change === undefined || change.kind === 'taken') return before;
    const { managedFields: _, labels = {}, annotations = {}, ...metadata } = before.metadata;
    const { unhealthy: _label, ...otherLabels } = labels;
    const { unhealthy: _annotation, ...otherAnnotations } = annotations;
    const field = change.mark.labels
      ? 'labels'
      : change.mark.annotations
        ? 'annotations'
        : undefined;
    return {
      ...before,
      metadata: {
        ...metadata,
        labels: { ...otherLabels, ...change.mark.labels },
        annotations: { ...otherAnnotations, ...change.mark.annotations },
        ...(field && appliedBy(manager, field, 'unhealthy')),
      },
    };
  });
}

describe('checkPods', () => {
  it('has nothing left to do once it has been carried out', () => {
    fc.assert(
      fc.property(anyPolicy, anyPods, (given, pods) => {
        const first = checkPods(given, pods, { nowMs });
        const after = carriedOut(pods, first);
        const second = checkPods(given, after, { nowMs, lastKillMs: nowMs });
        const left = second.markChanges.filter(({ kind }) => kind !== 'taken');
        // The marks of victims go with them.
        const doomed = first.victims.map((victim) => victim.pod.metadata.name);
        expect(left.filter((change) => !doomed.includes(change.pod.metadata.name))).toEqual([]);
        expect([second.failed, second.passed]).toEqual([first.failed, first.passed]);
      }),
    );
  });

  it('counts every audited pod once, and kills no more than it may, of those that fail', () => {
    fc.assert(
      fc.property(anyPolicy, anyPods, (given, pods) => {
        const { failed, passed, victims } = checkPods(given, pods, { nowMs });
        expect(failed + passed).toBeLessThanOrEqual(pods.length);
        expect(victims.length).toBe(
          given.spec.action === 'kill' ? Math.min(given.spec.maxKills, failed) : 0,
        );
        expect(new Set(victims.map((victim) => victim.pod)).size).toBe(victims.length);
      }),
    );
  });

  it('decides the same whatever the order of the pods', () => {
    fc.assert(
      fc.property(
        anyPolicy,
        anyPods.chain((pods) =>
          fc.tuple(fc.constant(pods), fc.shuffledSubarray(pods, { minLength: pods.length })),
        ),
        (given, [pods, shuffled]) => {
          const [one, other] = [pods, shuffled].map((list) => checkPods(given, list, { nowMs }));
          expect(other?.victims).toEqual(one?.victims);
          expect(other?.failed).toBe(one?.failed);
          expect(
            one?.markChanges.every((change) =>
              other?.markChanges.some((same) => deepEqual(same, change)),
            ),
          ).toBe(true);
        },
      ),
    );
  });

  it('looks again within its interval, and never at once', () => {
    fc.assert(
      fc.property(anyPolicy, anyPods, fc.nat({ max: 200_000 }), (given, pods, agoMs) => {
        const { recheckAfterMs } = checkPods(given, pods, { nowMs, lastKillMs: nowMs - agoMs });
        expect(recheckAfterMs).toBeGreaterThan(0);
        expect(recheckAfterMs).toBeLessThanOrEqual(given.spec.checkIntervalSeconds * 1000);
      }),
    );
  });
});
