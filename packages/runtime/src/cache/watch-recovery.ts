import type { RestartReason } from './cache-metrics.ts';
import type { WatchFailure } from './watch-failure.ts';

/** What the watcher was doing. */
export type WatchPhase = 'initial-watch' | 'list' | 'page' | 'watch';

/** What to do after a failure. */
export interface Recovery {
  /**
   * `watch`: open the stream again where it ended. `relist`: get everything anew. `list`: the same,
   * but by LIST. `full-list`: the same, in one page.
   */
  readonly next: 'watch' | 'relist' | 'list' | 'full-list';
  /** `last`: not older than the last version seen. `latest`: the most recent, whatever was seen. */
  readonly version: 'last' | 'latest';
  /** `fresh`: at once if all was quiet until now, else with backoff. */
  readonly delay: 'none' | 'fresh' | 'backoff';
  /** Never ask this server for WatchList again. */
  readonly isWatchListBroken?: true;
  readonly reason: RestartReason;
}

const relist = { next: 'relist', version: 'last', delay: 'backoff' } as const;
const relistLatest = {
  next: 'relist',
  version: 'latest',
  delay: 'fresh',
  reason: 'expired',
} as const;
const rewatch = { next: 'watch', version: 'last', delay: 'none' } as const;
const rewatchLater = { next: 'watch', version: 'last', delay: 'backoff' } as const;
const list = { next: 'list', version: 'last', delay: 'none' } as const;
const listForGood = { ...list, isWatchListBroken: true } as const;

const listing: Readonly<Record<WatchFailure, Recovery>> = {
  closed: { ...relist, reason: 'closed' },
  short: { ...relist, reason: 'short' },
  idle: { ...relist, reason: 'idle' },
  interrupted: { ...relist, reason: 'closed' },
  unreachable: { ...relist, reason: 'unavailable' },
  throttled: { ...relist, reason: 'throttled' },
  expired: relistLatest,
  'version-too-large': relistLatest,
  unsupported: { ...relist, reason: 'error' },
  other: { ...relist, reason: 'error' },
};

const recoveries: Readonly<Record<WatchPhase, Readonly<Record<WatchFailure, Recovery>>>> = {
  watch: {
    closed: { ...rewatch, reason: 'closed' },
    short: { ...relist, reason: 'short' },
    idle: { ...rewatch, reason: 'idle' },
    interrupted: { ...rewatch, reason: 'closed' },
    unreachable: { ...rewatchLater, reason: 'unavailable' },
    throttled: { ...rewatchLater, reason: 'throttled' },
    expired: { ...relist, delay: 'fresh', reason: 'expired' },
    'version-too-large': relistLatest,
    unsupported: { ...relist, reason: 'error' },
    other: { ...relist, reason: 'error' },
  },
  'initial-watch': {
    ...listing,
    // The server streams, but never says that the initial events are complete (kubernetes#135895).
    closed: { ...listForGood, reason: 'closed' },
    short: { ...listForGood, reason: 'short' },
    idle: { ...listForGood, reason: 'idle' },
    unsupported: { ...listForGood, reason: 'error' },
    interrupted: { ...list, delay: 'backoff', reason: 'closed' },
    other: { ...list, reason: 'error' },
  },
  list: listing,
  page: {
    ...listing,
    expired: { next: 'full-list', version: 'last', delay: 'none', reason: 'expired' },
  },
};

/**
 * The table of what to do after which failure. Semantics: client-go's reflector, except that a
 * stream which broke before it gave anything is opened again with backoff instead of being listed
 * anew, and that WatchList is given up for good when its end mark never comes.
 */
export function recoverFrom(phase: WatchPhase, failure: WatchFailure): Recovery {
  return recoveries[phase][failure];
}
