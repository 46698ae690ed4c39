import { setTimeout as sleep } from 'node:timers/promises';
import { Event } from '@keelson/kubernetes/events/v1';
import { type Client, isExpired } from '@keelson/runtime';

const againAfterMs = 1_000;

/**
 * The events that are written from now on, a line each, until the signal aborts. A watch that ends is
 * taken up again where it ended.
 */
export async function* followEvents(client: Client, signal: AbortSignal): AsyncGenerator<string> {
  let resourceVersion: string | undefined;
  while (!signal.aborted) {
    try {
      resourceVersion ??= (await client.list(Event, { limit: 1, signal })).metadata.resourceVersion;
      for await (const { type, object } of client.watch(Event, { resourceVersion, signal })) {
        resourceVersion = object.metadata.resourceVersion ?? resourceVersion;
        if (type === 'ADDED') yield readableEvent(object);
      }
    } catch (error) {
      if (isExpired(error)) resourceVersion = undefined;
    }
    // Also after an orderly end: a server that ends every watch at once is not to be hammered.
    await sleep(againAfterMs, undefined, { signal }).catch(() => {});
  }
}

/** An event as one line. */
export function readableEvent({ reason = '', regarding, note = '' }: ReadableEvent): string {
  const { kind = '', name = '' } = regarding ?? {};
  return `${reason} on ${kind} ${name}: ${note.replaceAll(/\s+/g, ' ')}`;
}

/** What is read of an event. */
export type ReadableEvent = Pick<Event, 'reason' | 'regarding' | 'note'>;
