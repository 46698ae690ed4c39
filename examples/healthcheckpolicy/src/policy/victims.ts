import { isViolating, type Verdict } from './audit.ts';

/** The pods that one check kills: failing ones first, then the oldest, then by name. */
export function chooseVictims(verdicts: readonly Verdict[], maxKills: number): Verdict[] {
  return verdicts.filter(isViolating).toSorted(byUrgency).slice(0, maxKills);
}

function byUrgency(a: Verdict, b: Verdict): number {
  const failing = Number(b.failing !== undefined) - Number(a.failing !== undefined);
  if (failing !== 0) return failing;
  const age =
    Date.parse(a.pod.metadata.creationTimestamp) - Date.parse(b.pod.metadata.creationTimestamp);
  return age !== 0 ? age : a.pod.metadata.name < b.pod.metadata.name ? -1 : 1;
}
