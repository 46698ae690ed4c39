import type { Pod } from '@keelson/kubernetes/core/v1';
import { type DeepReadonly, deepEqual, type ObjectKey } from '@keelson/runtime';
import type { HealthCheckPolicy } from '../api/v1beta1/health-check-policy.ts';
import { auditPod, isAudited, isViolating, type Verdict } from './audit.ts';
import {
  desiredMark,
  isMarked,
  isTaken,
  type Mark,
  markManager,
  ownedMark,
  ownsMark,
} from './marks.ts';
import { chooseVictims } from './victims.ts';

type ReadPod = DeepReadonly<Pod>;

/** One pod whose marks differ from what the policy wants. */
export interface MarkChange {
  readonly pod: ReadPod;
  /** What the policy is to own on the pod from now on. */
  readonly mark: Mark;
  readonly kind: 'set' | 'renew' | 'release' | 'taken';
  /** Absent when the pod is not audited any more. */
  readonly verdict?: Verdict | undefined;
}

/** Everything that one check decides; carrying it out needs no further decision. */
export interface Check {
  readonly failed: number;
  readonly passed: number;
  readonly markChanges: readonly MarkChange[];
  readonly victims: readonly Verdict[];
  /** When to look again, even if nothing happens. */
  readonly recheckAfterMs: number;
}

export interface CheckOptions {
  readonly nowMs: number;
  /** The operator's own pod, which it never audits. @default none */
  readonly operatorPod?: ObjectKey | undefined;
  /** When the policy last killed pods. @default never */
  readonly lastKillMs?: number | undefined;
}

/** Decides from the policy and all pods of its namespace. Level-driven: it never asks what happened. */
export function checkPods(
  policy: DeepReadonly<HealthCheckPolicy>,
  pods: readonly ReadPod[],
  { nowMs, operatorPod, lastKillMs = Number.NEGATIVE_INFINITY }: CheckOptions,
): Check {
  const { spec } = policy;
  const intervalMs = spec.checkIntervalSeconds * 1000;
  // A kill is itself a change that leads to a check: that one must not kill again.
  const killWaitMs = Math.max(0, lastKillMs + intervalMs - nowMs);
  const manager = markManager(policy.metadata.uid);
  const verdicts = new Map<ReadPod, Verdict>();
  for (const pod of pods) {
    if (isAudited(pod, spec, operatorPod)) verdicts.set(pod, auditPod(pod, spec, nowMs));
  }
  const judged = [...verdicts.values()];
  const failed = judged.filter(isViolating).length;
  const kills = spec.action === 'kill' && killWaitMs === 0;
  const victims = kills ? chooseVictims(judged, spec.maxKills) : [];
  // Changing a victim's marks would be in vain, and would make the kill a conflict.
  const doomed = new Set(victims.map((victim) => victim.pod));
  return {
    failed,
    passed: judged.length - failed,
    victims,
    markChanges: pods.flatMap((pod) => {
      const isConcerned = verdicts.has(pod) || ownsMark(pod, manager);
      if (!isConcerned || doomed.has(pod)) return [];
      const verdict = verdicts.get(pod);
      return markChange({ pod, verdict, mark: desiredMark(verdict, spec) }, manager);
    }),
    recheckAfterMs: Math.min(
      intervalMs,
      ...(killWaitMs > 0 ? [killWaitMs] : []),
      ...judged.flatMap((verdict) => verdict.graceLeftMs ?? []),
    ),
  };
}

/** The changes that take every mark of the policy away. */
export function releaseAll(policyUid: string, pods: readonly ReadPod[]): MarkChange[] {
  const manager = markManager(policyUid);
  return pods
    .filter((pod) => ownsMark(pod, manager))
    .map((pod) => ({ pod, mark: {}, kind: 'release' }));
}

function markChange(wanted: Omit<MarkChange, 'kind'>, manager: string): MarkChange[] {
  const owned = ownedMark(wanted.pod, manager);
  if (isTaken(wanted.pod, wanted.mark, owned)) return [{ ...wanted, kind: 'taken' }];
  if (deepEqual(owned, wanted.mark)) return [];
  const kind = !isMarked(wanted.mark) ? 'release' : isMarked(owned) ? 'renew' : 'set';
  return [{ ...wanted, kind }];
}
