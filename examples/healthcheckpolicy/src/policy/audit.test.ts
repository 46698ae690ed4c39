import { describe, expect, it } from 'vitest';
import {
  auditPod,
  eventNote,
  ignoreAnnotation,
  isAudited,
  isViolating,
  reasonText,
} from './audit.ts';
import { bothProbes, container, nowMs, pod, policy, unreadyPod } from './fixtures.ts';

const { spec } = policy();

describe('isAudited', () => {
  it('counts an ordinary pod', () => {
    expect(isAudited(pod('a'), spec)).toBe(true);
  });

  it.each([
    ['being deleted', pod('a', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } })],
    ['succeeded', pod('a', { status: { phase: 'Succeeded' } })],
    ['ignored', pod('a', { metadata: { annotations: { [ignoreAnnotation]: 'true' } } })],
    [
      'a mirror pod',
      pod('a', { metadata: { annotations: { 'kubernetes.io/config.mirror': 'x' } } }),
    ],
  ])('leaves out a pod that is %s', (_, leftOut) => {
    expect(isAudited(leftOut, spec)).toBe(false);
  });

  it('leaves out the pod of the operator, in its own namespace only', () => {
    expect(isAudited(pod('me'), spec, { namespace: 'default', name: 'me' })).toBe(false);
    expect(isAudited(pod('me'), spec, { namespace: 'other', name: 'me' })).toBe(true);
  });

  it('follows the selector', () => {
    const selecting = policy({ selector: { matchLabels: { app: 'web' } } }).spec;
    expect(isAudited(pod('a', { metadata: { labels: { app: 'web' } } }), selecting)).toBe(true);
    expect(isAudited(pod('a', { metadata: { labels: { app: 'db' } } }), selecting)).toBe(false);
    expect(isAudited(pod('a'), selecting)).toBe(false);
  });
});

describe('auditPod', () => {
  it('passes a pod with both probes', () => {
    expect(isViolating(auditPod(pod('a'), spec, nowMs))).toBe(false);
  });

  it('names each container and the probes that it lacks', () => {
    const { livenessProbe } = bothProbes;
    const containers = [
      container('app', { livenessProbe }),
      container('side'),
      container('ok', bothProbes),
    ];
    const verdict = auditPod(pod('a', { spec: { containers } }), spec, nowMs);
    expect(reasonText(verdict)).toBe(
      'Missing: container app: readiness; container side: liveness, readiness',
    );
  });

  it('looks at sidecars but not at other init containers', () => {
    const containers = [container('app', bothProbes)];
    const once = pod('a', { spec: { containers, initContainers: [container('setup')] } });
    const sidecar = container('proxy', { restartPolicy: 'Always' });
    const always = pod('a', { spec: { containers, initContainers: [sidecar] } });
    expect(isViolating(auditPod(once, spec, nowMs))).toBe(false);
    expect(reasonText(auditPod(always, spec, nowMs))).toBe(
      'Missing: container proxy: liveness, readiness',
    );
  });

  it('asks for the probes of the policy', () => {
    const startup = policy({ probes: ['startup'] }).spec;
    expect(reasonText(auditPod(pod('a'), startup, nowMs))).toBe('Missing: container app: startup');
  });

  it('fails an unready pod when its grace period is over, not before', () => {
    const within = auditPod(unreadyPod('a', 29), spec, nowMs);
    expect(within).toMatchObject({ failing: undefined, graceLeftMs: 1000 });
    const over = auditPod(unreadyPod('a', 45), spec, nowMs);
    expect(reasonText(over)).toBe('Failing: not Ready (ContainersNotReady)');
    expect(eventNote(over)).toBe('Failing: not Ready for 45s (ContainersNotReady)');
  });

  it('counts from the creation of a pod whose condition has no time', () => {
    const conditions = [{ type: 'Ready', status: 'False' }];
    const verdict = auditPod(pod('a', { status: { phase: 'Running', conditions } }), spec, nowMs);
    expect(eventNote(verdict)).toBe('Failing: not Ready for 3600s');
  });

  it('fails a pod of phase Failed, with its reason', () => {
    const evicted = pod('a', { status: { phase: 'Failed', reason: 'Evicted' } });
    expect(reasonText(auditPod(evicted, spec, nowMs))).toBe('Failing: phase Failed (Evicted)');
  });

  it('does not fail a pod that has not started', () => {
    expect(isViolating(auditPod(pod('a', { status: { phase: 'Pending' } }), spec, nowMs))).toBe(
      false,
    );
  });

  it('counts only the violations that the policy checks', () => {
    const bare = pod('a', { spec: { containers: [container('app')] } });
    expect(isViolating(auditPod(bare, policy({ checks: ['Failing'] }).spec, nowMs))).toBe(false);
    expect(
      isViolating(auditPod(unreadyPod('a', 45), policy({ checks: ['Missing'] }).spec, nowMs)),
    ).toBe(false);
  });
});
