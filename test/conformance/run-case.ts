import { Api } from './api.ts';
import { formatJson } from './exact-json.ts';
import type { Case } from './group.ts';
import { normalise } from './normalise.ts';
import { Session, type TargetClient } from './session.ts';

/** What a case saw: lines of a transcript. */
export interface Outcome {
  readonly lines: readonly string[];
  /** Why the case could not go on. */
  readonly error?: Error;
}

/** Runs a case. An error ends its lines: on a server that answers otherwise, a case may not know how to go on. */
export async function runCase(shared: TargetClient, run: Case): Promise<Outcome> {
  const session = new Session(shared);
  let error: Error | undefined;
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('timed out')), session.patienceMs * 3);
  try {
    await Promise.race([run(new Api(session)), late]);
  } catch (caught) {
    error = caught instanceof Error ? caught : new Error('thrown', { cause: caught });
  }
  clearTimeout(timer);
  const { exchanges, unrecorded, id } = session;
  const lines = normalise(exchanges, { id, unrecorded, now: Date.now() });
  await session.end();
  if (error === undefined) return { lines };
  const message = error.message.replaceAll(session.id, '<id>');
  return { lines: [...lines, `{"thrown":${formatJson(message)}}`], error };
}

/** Runs tasks, some at a time, in their order. */
export class Limiter {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(size: number) {
    this.#free = size;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
