import * as fc from 'fast-check';
import type { Clock, Timer } from '../util/clock.ts';
import { noQueueMetrics } from './queue-metrics.ts';
import { QueueStateError } from './queue-state-error.ts';
import { RateLimitedQueue } from './rate-limited-queue.ts';

/** Fires synchronously: a history of hundreds of steps costs microseconds. */
class StepClock implements Clock {
  #now = 0;
  readonly #timers = new Set<{ dueAt: number; callback: () => void }>();

  now = () => this.#now;
  wallTime = () => this.#now;

  setTimer(callback: () => void, delayMs: number): Timer {
    const timer = { dueAt: this.#now + delayMs, callback };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = [...this.#timers].filter((timer) => timer.dueAt <= end);
      const first = due.toSorted((a, b) => a.dueAt - b.dueAt)[0];
      if (first === undefined) break;
      this.#timers.delete(first);
      this.#now = Math.max(this.#now, first.dueAt);
      first.callback();
    }
    this.#now = end;
  }
}

export type QueueStep =
  | { readonly do: 'add'; readonly key: string; readonly priority: number }
  | {
      readonly do: 'addAfter';
      readonly key: string;
      readonly priority: number;
      readonly ms: number;
    }
  | { readonly do: 'fail'; readonly key: string; readonly priority: number }
  | { readonly do: 'forget' | 'done' | 'badDone'; readonly key: string }
  | { readonly do: 'get' }
  | { readonly do: 'advance'; readonly ms: number };

/** What one key is to the model: the specification, written as plainly as it goes. */
interface ModelKey {
  held: boolean;
  /** Order of becoming ready under its present priority. */
  ready: { priority: number; order: number } | undefined;
  /** To run once more after `done`. */
  again: number | undefined;
  waiting: { at: number; priority: number; order: number } | undefined;
  failures: number;
}

class Model {
  readonly keys = new Map<string, ModelKey>();
  now = 0;
  #order = 0;
  #contended = 0;

  of(key: string): ModelKey {
    const known = this.keys.get(key);
    if (known !== undefined) return known;
    const made = {
      held: false,
      ready: undefined,
      again: undefined,
      waiting: undefined,
      failures: 0,
    };
    this.keys.set(key, made);
    return made;
  }

  add(key: string, given: number): void {
    const one = this.of(key);
    const priority = Math.max(given, one.waiting?.priority ?? -Infinity);
    one.waiting = undefined;
    if (one.held) {
      one.again = Math.max(one.again ?? -Infinity, priority);
    } else if (one.ready === undefined || one.ready.priority < priority) {
      one.ready = { priority, order: (this.#order += 1) };
    }
  }

  addAfter(key: string, ms: number, priority: number): void {
    const one = this.of(key);
    if (ms <= 0 || one.ready !== undefined || one.again !== undefined) {
      this.add(key, priority);
      return;
    }
    const at = this.now + ms;
    const { waiting } = one;
    one.waiting = {
      at: Math.min(at, waiting?.at ?? Infinity),
      priority: Math.max(priority, waiting?.priority ?? -Infinity),
      order: (this.#order += 1),
    };
  }

  fail(key: string, priority: number): void {
    const one = this.of(key);
    this.addAfter(key, Math.min(5 * 2 ** one.failures, 1_000_000), priority);
    one.failures += 1;
  }

  /** The next key: of the highest priority, but each tenth time that there is a choice the oldest. */
  get(): string | undefined {
    const ready = [...this.keys].filter(([, one]) => one.ready !== undefined);
    const priorities = new Set(ready.map(([, one]) => one.ready!.priority));
    if (priorities.size > 1) this.#contended += 1;
    const isOldest = priorities.size > 1 && this.#contended % 10 === 0;
    const [first] = ready.toSorted(
      ([, a], [, b]) =>
        (isOldest ? 0 : b.ready!.priority - a.ready!.priority) || a.ready!.order - b.ready!.order,
    );
    if (first === undefined) return undefined;
    first[1].ready = undefined;
    first[1].held = true;
    return first[0];
  }

  done(key: string): void {
    const one = this.of(key);
    one.held = false;
    const { again } = one;
    one.again = undefined;
    if (again !== undefined) this.add(key, again);
  }

  advance(ms: number): void {
    this.now += ms;
    const due = [...this.keys].filter(([, one]) => (one.waiting?.at ?? Infinity) <= this.now);
    due.sort(([, a], [, b]) => a.waiting!.at - b.waiting!.at);
    for (const [key, one] of due) this.add(key, one.waiting!.priority);
  }

  count(of: (one: ModelKey) => boolean): number {
    return [...this.keys.values()].filter(of).length;
  }
}

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const priority = fc.constantFrom(-100, 0, 0, 0, 10);
const step: fc.Arbitrary<QueueStep> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('add' as const), key, priority }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('addAfter' as const),
      key,
      priority,
      ms: fc.constantFrom(0, 1, 10, 100, 1000, 2 ** 31 + 5),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('fail' as const), key, priority }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forget' as const), key }) },
  { weight: 4, arbitrary: fc.constant({ do: 'get' as const }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('done' as const), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('badDone' as const), key }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('advance' as const),
      ms: fc.constantFrom(1, 7, 50, 500, 5000, 2 ** 31 + 10),
    }),
  },
);

function fail(message: string): never {
  throw new Error(message);
}

function expectRefusal(done: () => void): void {
  try {
    done();
  } catch (error) {
    if (error instanceof QueueStateError) return;
    throw error;
  }
  fail('done of a key that nobody holds was accepted');
}

/** Histories of up to 400 steps, 200 on average. */
export const histories = fc.array(step, { maxLength: 400, size: 'max' });

/** Runs one history against queue and model at once; throws where they differ. */
export function checkHistory(steps: readonly QueueStep[]): void {
  const clock = new StepClock();
  const model = new Model();
  const depths = new Map<string, number>();
  let adds = 0;
  let gets = 0;
  let dones = 0;
  const queue = new RateLimitedQueue<string>({
    clock,
    metrics: {
      ...noQueueMetrics,
      depth: (label, value) => void (value < 0 ? fail('negative depth') : depths.set(label, value)),
      added: () => (adds += 1),
      waited: (ms) => void (ms < 0 ? fail('negative wait') : (gets += 1)),
      worked: () => (dones += 1),
    },
  });
  const advance = (ms: number) => {
    clock.advance(ms);
    model.advance(ms);
  };
  const apply = (one: QueueStep) => {
    switch (one.do) {
      case 'add':
        queue.add(one.key, one.priority);
        model.add(one.key, one.priority);
        return;
      case 'addAfter':
        queue.addAfter(one.key, one.ms, one.priority);
        model.addAfter(one.key, one.ms, one.priority);
        return;
      case 'fail':
        queue.addRateLimited(one.key, one.priority);
        model.fail(one.key, one.priority);
        return;
      case 'forget':
        queue.forget(one.key);
        model.of(one.key).failures = 0;
        return;
      case 'get': {
        const got = queue.tryGet()?.key;
        const expected = model.get();
        if (got !== expected) fail(`got ${got}, expected ${expected}`);
        return;
      }
      case 'done':
        if (!model.of(one.key).held) return;
        queue.done(one.key);
        model.done(one.key);
        return;
      case 'badDone':
        if (!model.of(one.key).held) expectRefusal(() => queue.done(one.key));
        return;
      case 'advance':
        advance(one.ms);
    }
  };
  const compare = () => {
    const ready = model.count((one) => one.ready !== undefined);
    if (queue.length !== ready) fail(`length ${queue.length}, expected ${ready}`);
    const depth = [...depths.values()].reduce((sum, value) => sum + value, 0);
    if (depth !== ready) fail(`depth ${depth}, expected ${ready}`);
    const size =
      model.count((one) => one.ready !== undefined || one.held) +
      model.count((one) => one.waiting !== undefined);
    if (queue.size !== size) fail(`size ${queue.size}, expected ${size}`);
    for (const [name, one] of model.keys) {
      if (queue.failures(name) !== one.failures) fail(`failures of ${name}`);
    }
  };
  // A millisecond after each step: no two keys become due in the same instant by chance.
  let tick = 0;
  for (const one of steps) {
    apply(one);
    compare();
    advance((tick += 1) / 4096);
  }
  // Every add is followed by a run: let all time pass and all work be done, and nothing is left.
  for (let round = 0; round < 20; round += 1) {
    for (const [name, one] of model.keys) if (one.held) apply({ do: 'done', key: name });
    advance(2 ** 32);
    for (let count = 0; count < 5; count += 1) apply({ do: 'get' });
  }
  for (const [name, one] of model.keys) if (one.held) apply({ do: 'done', key: name });
  if (queue.size !== 0) fail(`${queue.size} keys are remembered at the end`);
  if (adds !== gets || gets !== dones) fail(`adds ${adds}, gets ${gets}, dones ${dones}`);
}

/**
 * Runs a history, then shuts the queue down (P9): nothing more comes in, what is ready can be got,
 * every `get` returns, and the drain ends as soon as nobody holds a key, not before.
 */
export async function checkShutDown(steps: readonly QueueStep[]): Promise<void> {
  const clock = new StepClock();
  const queue = new RateLimitedQueue<string>({ clock });
  const held: string[] = [];
  const take = (item: { readonly key: string } | undefined) => {
    if (item !== undefined) held.push(item.key);
    return item !== undefined;
  };
  for (const one of steps) {
    if (one.do === 'add') queue.add(one.key, one.priority);
    else if (one.do === 'addAfter') queue.addAfter(one.key, one.ms, one.priority);
    else if (one.do === 'fail') queue.addRateLimited(one.key, one.priority);
    else if (one.do === 'get') take(queue.tryGet());
    else if (one.do === 'advance') clock.advance(one.ms);
    else if (one.do === 'done' && held.includes(one.key)) {
      held.splice(held.indexOf(one.key), 1);
      queue.done(one.key);
    }
  }
  let wasFree = held.length === 0;
  const waiting = queue.length === 0 ? [queue.get(), queue.get()] : [];
  let isDrained = false;
  const drained = queue.drain().then(() => (isDrained = true));
  for (const item of await Promise.all(waiting)) if (item !== undefined) fail('got from nothing');
  queue.add('late');
  queue.addAfter('later', 1);
  clock.advance(2 ** 32);
  while (held.length > 0 || queue.length > 0) {
    if (isDrained && !wasFree) fail(`drained while ${held.length} keys were held`);
    while (take(await queue.get()));
    const done = held.shift();
    // One that was added again while it was held comes once more.
    if (done !== undefined) queue.done(done);
    wasFree ||= held.length === 0;
    for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
  }
  await drained;
  if (held.length > 0 || queue.size > 0) fail('something is left after the drain');
}
