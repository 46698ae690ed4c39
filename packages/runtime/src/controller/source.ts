import type { KubernetesObject } from '@keelson/kubernetes';
import type { ObjectEvent, Predicate } from '../api/object-event.ts';
import { formatKey } from '../api/object-key.ts';
import type { Request } from '../api/request.ts';
import type { EventHandler } from '../cache/handler-registration.ts';
import type { EchoFilter } from '../cache/own-writes.ts';
import { peekObject, peekOld } from '../cache/stored-event.ts';
import { DEFAULT_PRIORITY, LOW_PRIORITY } from '../queue/work-queue.ts';
import type { RequestsOf } from './event-handler.ts';

/** What a source puts its requests into. */
export interface RequestSink {
  add(key: string, priority?: number): void;
  /** Unless it is queued for earlier. */
  addAfter(key: string, delayMs: number, priority?: number): void;
}

/** Where requests come from. */
export interface Source {
  /** For messages, such as the kind that is watched. */
  readonly name: string;
  /**
   * Adds requests from now on until `signal` is aborted. Resolves to true once what exists at the
   * start has been added, and to false if `signal` is aborted, or the source ends, before.
   */
  start(sink: RequestSink, signal: AbortSignal): Promise<boolean>;
}

/** What an {@link informerSource} needs of an informer. */
export interface EventStream<T extends KubernetesObject> {
  addHandler(handler: EventHandler<T>): {
    whenSynced(signal?: AbortSignal): Promise<boolean>;
    remove(): void;
  };
}

/** Options of {@link informerSource}. */
export interface InformerSourceOptions<T extends KubernetesObject = KubernetesObject> {
  readonly name: string;
  /** Asked once, at the start: by then the cache knows which informers can be shared. */
  readonly informer: () => EventStream<T>;
  /** @default every event */
  readonly when?: Predicate<T> | undefined;
  readonly requestsOf: RequestsOf<T>;
  /** Collects changes for so long; what exists at the start is not delayed. @default 0 */
  readonly delayMs?: number | undefined;
  /** Asked about what `when` passes; for a `requestsOf` that neither waits nor throws. @default all passes */
  readonly echoes?: EchoFilter<T> | undefined;
}

/** Informer, predicate, requests, queue: the one place where cache and queue meet. */
export function informerSource<T extends KubernetesObject>(
  options: InformerSourceOptions<T>,
): Source {
  const { name, informer, requestsOf, when, echoes, delayMs = 0 } = options;
  return {
    name,
    start: (sink, signal) => {
      const registration = informer().addHandler((event) => {
        if (when !== undefined && !when(event)) return undefined;
        const priority = priorityOf(event);
        const isInInitialList = event.type === 'created' && event.isInInitialList;
        const addAll = (requests: Iterable<Request>): void => {
          for (const request of requests) {
            sink.addAfter(formatKey(request), isInInitialList ? 0 : delayMs, priority);
          }
        };
        const pass = () => {
          const requests = requestsOf(event);
          if (requests instanceof Promise) {
            return requests.then(addAll);
          }
          addAll(requests);
          return undefined;
        };
        if (echoes === undefined) return pass();
        echoes(event, () => void pass());
        return undefined;
      });
      if (signal.aborted) registration.remove();
      else signal.addEventListener('abort', () => registration.remove(), { once: true });
      return registration.whenSynced(signal);
    },
  };
}

/** The initial list and resyncs wait for live changes. As controller-runtime's. */
function priorityOf<T extends KubernetesObject>(event: ObjectEvent<T>): number | undefined {
  if (event.type === 'created') return event.isInInitialList ? LOW_PRIORITY : undefined;
  const old = peekOld(event)?.metadata.resourceVersion;
  return old !== undefined && old === peekObject(event).metadata.resourceVersion
    ? LOW_PRIORITY
    : undefined;
}

/** A source that is triggered by code: a timer, a webhook, a message from elsewhere. */
export class TriggerSource implements Source {
  readonly name: string;
  readonly #sinks = new Set<RequestSink>();
  /** What was triggered before anyone listened, with its highest priority; equal requests are one. */
  readonly #early = new Map<string, number>();

  constructor(name = 'trigger') {
    this.name = name;
  }

  /**
   * Asks every controller that runs and has this source to reconcile the request; before the first of
   * them runs, that one. Higher priorities go first: 0 is that of a live change, `LOW_PRIORITY` that
   * of the initial list.
   */
  trigger(request: Request, priority: number = DEFAULT_PRIORITY): void {
    const key = formatKey(request);
    if (this.#sinks.size === 0) {
      this.#early.set(key, Math.max(priority, this.#early.get(key) ?? -Infinity));
    }
    for (const sink of this.#sinks) sink.add(key, priority);
  }

  start(sink: RequestSink, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    this.#sinks.add(sink);
    signal.addEventListener('abort', () => this.#sinks.delete(sink), { once: true });
    for (const [key, priority] of this.#early) sink.add(key, priority);
    this.#early.clear();
    return Promise.resolve(true);
  }
}
