/** A state of the Lease: who holds it from this version of the server's history on. */
export interface Reign {
  readonly version: bigint;
  /** Empty when it was given back. */
  readonly holder: string;
}

/** A write that the server has accepted. */
export interface LoggedWrite {
  readonly version: bigint;
  readonly writer: string;
}

/**
 * Finds the writes of those who did not hold the Lease at that point of the server's history. The
 * store numbers all changes of all kinds in one order, so no clock is involved.
 */
export function breaches(reigns: readonly Reign[], writes: readonly LoggedWrite[]): string[] {
  const byVersion = reigns.toSorted((a, b) => (a.version < b.version ? -1 : 1));
  return writes.flatMap(({ version, writer }) => {
    const reign = byVersion.findLast((other) => other.version < version);
    if (reign?.holder === writer) return [];
    const holder = reign === undefined || reign.holder === '' ? 'nobody' : reign.holder;
    return [`${writer} wrote at ${version}, when ${holder} held the lease (${reign?.version})`];
  });
}

/** The `share` (0 to 1) of the values is not above this; undefined of none. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
}
