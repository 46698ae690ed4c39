import { describe, expect, it } from 'vitest';
import { checkPods, releaseAll } from './check.ts';
import { appliedBy, container, nowMs, pod, policy, unreadyPod } from './fixtures.ts';

const manager = 'hcp-uid-example';
const bareSpec = { containers: [container('app')] };
const options = { nowMs };

describe('checkPods', () => {
  it('counts audited pods and marks those that fail', () => {
    const check = checkPods(policy(), [pod('good'), pod('bare', { spec: bareSpec })], options);
    expect(check).toMatchObject({ failed: 1, passed: 1, victims: [] });
    expect(check.markChanges).toMatchObject([
      { kind: 'set', mark: { labels: { unhealthy: 'true' } }, pod: { metadata: { name: 'bare' } } },
    ]);
  });

  it('annotates with the reason', () => {
    const { markChanges } = checkPods(
      policy({ action: 'annotate' }),
      [pod('bare', { spec: bareSpec })],
      options,
    );
    expect(markChanges[0]?.mark).toEqual({
      annotations: { unhealthy: 'Missing: container app: liveness, readiness' },
    });
  });

  it('does nothing to a pod that already has its mark', () => {
    const metadata = {
      labels: { unhealthy: 'true' },
      ...appliedBy(manager, 'labels', 'unhealthy'),
    };
    expect(
      checkPods(policy(), [pod('bare', { spec: bareSpec, metadata })], options).markChanges,
    ).toEqual([]);
  });

  it('co-owns a mark of another policy, so that it stays when that one goes', () => {
    const metadata = {
      labels: { unhealthy: 'true' },
      ...appliedBy('hcp-other', 'labels', 'unhealthy'),
    };
    const { markChanges } = checkPods(
      policy(),
      [pod('bare', { spec: bareSpec, metadata })],
      options,
    );
    expect(markChanges).toMatchObject([{ kind: 'set', mark: { labels: { unhealthy: 'true' } } }]);
  });

  it('releases the mark of a pod that passes, or is not audited any more', () => {
    const marked = { labels: { unhealthy: 'true' }, ...appliedBy(manager, 'labels', 'unhealthy') };
    const healed = pod('healed', { metadata: marked });
    const done = pod('done', { spec: bareSpec, metadata: marked, status: { phase: 'Succeeded' } });
    const { markChanges } = checkPods(policy(), [healed, done], options);
    expect(markChanges).toMatchObject([
      { kind: 'release', mark: {} },
      { kind: 'release', mark: {} },
    ]);
  });

  it('moves the mark in one step when the key or the action changes', () => {
    const metadata = { labels: { old: 'true' }, ...appliedBy(manager, 'labels', 'old') };
    const { markChanges } = checkPods(
      policy(),
      [pod('bare', { spec: bareSpec, metadata })],
      options,
    );
    expect(markChanges).toMatchObject([{ kind: 'renew', mark: { labels: { unhealthy: 'true' } } }]);
  });

  it("leaves somebody else's value alone", () => {
    const metadata = { labels: { unhealthy: 'byuser' } };
    const check = checkPods(policy(), [pod('bare', { spec: bareSpec, metadata })], options);
    expect(check.failed).toBe(1);
    expect(check.markChanges).toMatchObject([{ kind: 'taken' }]);
  });

  it('kills instead of marking, and takes old marks away from who is spared', () => {
    const metadata = {
      labels: { unhealthy: 'true' },
      ...appliedBy(manager, 'labels', 'unhealthy'),
    };
    const pods = ['a', 'b'].map((name) => pod(name, { spec: bareSpec, metadata }));
    const check = checkPods(policy({ action: 'kill' }), pods, options);
    expect(check.victims.map((victim) => victim.pod.metadata.name)).toEqual(['a']);
    expect(check.markChanges).toMatchObject([
      { kind: 'release', pod: { metadata: { name: 'b' } } },
    ]);
  });

  it('kills failing pods first, then the oldest, then by name, and no more than allowed', () => {
    const young = pod('young', {
      spec: bareSpec,
      metadata: { creationTimestamp: '2026-01-01T00:30:00Z' },
    });
    const pods = [
      young,
      pod('b', { spec: bareSpec }),
      pod('a', { spec: bareSpec }),
      unreadyPod('failing', 60),
    ];
    const killed = (maxKills: number): string[] =>
      checkPods(policy({ action: 'kill', maxKills }), pods, options).victims.map(
        ({ pod }) => pod.metadata.name,
      );
    expect(killed(4)).toEqual(['failing', 'a', 'b', 'young']);
    expect(killed(1)).toEqual(['failing']);
    expect(killed(0)).toEqual([]);
  });

  it('kills once per interval, however often it checks', () => {
    const bare = pod('bare', { spec: bareSpec });
    const check = (lastKillMs: number) =>
      checkPods(policy({ action: 'kill' }), [bare], { nowMs, lastKillMs });
    expect(check(nowMs - 29_000)).toMatchObject({ failed: 1, victims: [], recheckAfterMs: 1_000 });
    expect(check(nowMs - 30_000).victims).toHaveLength(1);
  });

  it('looks again after the interval, or when a grace period ends', () => {
    expect(checkPods(policy(), [pod('good')], options).recheckAfterMs).toBe(30_000);
    expect(checkPods(policy(), [unreadyPod('a', 28)], options).recheckAfterMs).toBe(2_000);
  });
});

describe('releaseAll', () => {
  it('visits exactly the pods that the policy owns a mark on', () => {
    const mine = pod('mine', { metadata: appliedBy(manager, 'labels', 'unhealthy') });
    const theirs = pod('theirs', { metadata: appliedBy('hcp-other', 'labels', 'unhealthy') });
    expect(
      releaseAll('uid-example', [mine, theirs, pod('none')]).map(({ pod }) => pod.metadata.name),
    ).toEqual(['mine']);
  });
});
