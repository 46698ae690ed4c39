import type { KubernetesObject } from '@keelson/kubernetes';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import type { ResourceRef } from '../api/resource-ref.ts';
import type { Clock } from '../util/clock.ts';
import { sleep } from '../util/signals.ts';
import { isExpired, isTooManyRequests } from './api-error-predicates.ts';
import type { Client } from './client.ts';
import { ConnectionError } from './connection-error.ts';
import { WatchInterruptedError } from './watch-stream.ts';

/** Options of {@link waitForObject}. */
export interface WaitForObjectOptions<T extends KubernetesObject> {
  readonly type: ResourceRef<T>;
  readonly name: string;
  /** @default none, for an object that is cluster-scoped */
  readonly namespace?: string | undefined;
  /** Called with each state, undefined when there is no such object; may throw to give up. */
  readonly until: (object: DeepReadonly<T> | undefined) => boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const pauseMs = 200;

/**
 * Watches one object until it is as wanted; lists and watches again when the watch ends or breaks.
 * @throws the signal's reason when it is aborted first, what `until` throws, and what a list rejects with
 */
export async function waitForObject<T extends KubernetesObject>(
  client: Pick<Client, 'list' | 'watch'>,
  options: WaitForObjectOptions<T>,
): Promise<void> {
  const { type, namespace, name, until, clock, signal } = options;
  const selection = { namespace, fieldSelector: `metadata.name=${name}`, signal };
  for (;;) {
    const { items, metadata } = await client.list(type, selection);
    if (until(items[0])) return;
    try {
      const { resourceVersion } = metadata;
      for await (const { type: change, object } of client.watch(type, {
        ...selection,
        resourceVersion,
      })) {
        if (change === 'BOOKMARK') continue;
        if (until(change === 'DELETED' ? undefined : (object as DeepReadonly<T>))) return;
      }
    } catch (error) {
      if (!isRecoverable(error)) throw error;
    }
    await sleep(clock, pauseMs, signal);
  }
}

/** The next list tells what was missed, or that the server is gone. */
function isRecoverable(error: unknown): boolean {
  return (
    isExpired(error) ||
    isTooManyRequests(error) ||
    error instanceof ConnectionError ||
    error instanceof WatchInterruptedError
  );
}
