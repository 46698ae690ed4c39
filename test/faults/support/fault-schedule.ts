import { setTimeout as delay } from 'node:timers/promises';
import { type Fault, isConnectionFault, isStreamFault } from './fault.ts';
import type { FaultProxy } from './fault-proxy.ts';

/** A fault, when it begins after the start of the schedule, and how long it lasts. */
export interface ScheduledFault {
  readonly atMs: number;
  readonly forMs: number;
  readonly fault: Fault;
}

/** What goes wrong, and when. A value: the same seed and options make the same. */
export interface FaultSchedule {
  readonly seed: number;
  readonly steps: readonly ScheduledFault[];
}

/** Options of {@link makeSchedule}. */
export interface ScheduleOptions {
  readonly lengthMs: number;
  /** One fault each. */
  readonly everyMs: number;
}

/** Uniform in [0, 1), the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const reads = ['watch', 'watch-list', 'list'] as const;

/** Every fault that a cache must get over by itself. */
const repertoire: readonly ((random: () => number) => Fault)[] = [
  (random) => ({ kind: 'freeze', isTotal: random() < 0.3 }),
  () => ({ kind: 'reset' }),
  () => ({ kind: 'refuse' }),
  (random) => ({ kind: 'drip', bytes: 1 + Math.floor(random() * 100) }),
  () => ({ kind: 'goaway' }),
  () => ({ kind: 'close' }),
  () => ({ kind: 'truncate' }),
  () => ({ kind: 'malform' }),
  () => ({ kind: 'error-event', status: 410, reason: 'Expired' }),
  () => ({ kind: 'error-event', status: 500, reason: 'InternalError' }),
  (random) => ({ kind: 'hold', isMerged: random() < 0.5 }),
  () => ({ kind: 'status', on: reads, status: 429, reason: 'TooManyRequests', retryAfter: 1 }),
  () => ({ kind: 'status', on: reads, status: 503, reason: 'ServiceUnavailable' }),
  () => ({ kind: 'status', on: reads, status: 500, reason: 'InternalError' }),
  () => ({ kind: 'status', on: ['watch'], status: 410, reason: 'Expired', times: 1 }),
  () => ({
    kind: 'status',
    on: reads,
    isVersioned: true,
    status: 504,
    reason: 'Timeout',
    cause: 'ResourceVersionTooLarge',
  }),
  (random) => ({ kind: 'delay', on: reads, ms: Math.floor(random() * 500) }),
  () => ({ kind: 'empty', on: ['watch'] }),
  () => ({ kind: 'mark', how: 'strip', times: 1 }),
  (random) => ({ kind: 'break', after: 1 + Math.floor(random() * 20) }),
  (random) => ({ kind: 'pages', size: 50 + Math.floor(random() * 200) }),
  () => ({ kind: 'status', on: ['list'], isFurtherPage: true, status: 410, reason: 'Expired' }),
];

const disturbances: readonly Fault[] = [
  { kind: 'reset' },
  { kind: 'close' },
  { kind: 'error-event', status: 410, reason: 'Expired' },
];

/** A random schedule; a fault lasts from a moment to three times the pause between two. */
export function makeSchedule(seed: number, { lengthMs, everyMs }: ScheduleOptions): FaultSchedule {
  const random = seededRandom(seed);
  const steps: ScheduledFault[] = [];
  for (let atMs = everyMs; atMs < lengthMs; atMs += everyMs) {
    const make = repertoire[Math.floor(random() * repertoire.length)]!;
    const fault = make(random);
    const forMs = Math.min(Math.ceil(random() * 3 * everyMs), lengthMs - atMs);
    steps.push({ atMs, forMs, fault });
    // Who watches in peace makes no request that it could meet.
    if (!isConnectionFault(fault) && !isStreamFault(fault)) {
      const disturbance = disturbances[Math.floor(random() * disturbances.length)]!;
      steps.push({ atMs: atMs + 1, forMs: 0, fault: disturbance });
    }
  }
  return { seed, steps };
}

/**
 * The schedule of this run: `KEELSON_FAULT_SCHEDULE` (what {@link formatSchedule} has printed), else
 * one of `KEELSON_FAULT_SEED`, else one of a new seed.
 */
export function scheduleOfRun(options: ScheduleOptions, env = process.env): FaultSchedule {
  const given = env['KEELSON_FAULT_SCHEDULE'];
  if (given !== undefined && given !== '') return JSON.parse(given) as FaultSchedule;
  const seed = Number(env['KEELSON_FAULT_SEED'] || Math.floor(Math.random() * 2 ** 32));
  return makeSchedule(seed, options);
}

/** How to run it again. */
export function formatSchedule(schedule: FaultSchedule): string {
  return `KEELSON_FAULT_SEED=${schedule.seed}\nKEELSON_FAULT_SCHEDULE='${JSON.stringify(schedule)}'`;
}

/** Plays the schedule through a proxy, and ends with all faults lifted. */
export async function play({ steps }: FaultSchedule, proxy: FaultProxy): Promise<void> {
  const startedAt = performance.now();
  await Promise.all(
    steps.map(async ({ atMs, forMs, fault }) => {
      await delay(Math.max(0, startedAt + atMs - performance.now()));
      const injection = await proxy.inject(fault);
      await delay(forMs);
      await injection.lift();
    }),
  );
}
