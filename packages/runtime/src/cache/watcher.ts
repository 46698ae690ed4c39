import type { KubernetesObject } from '@keelson/kubernetes';
import { formatKey } from '../api/object-key.ts';
import type { ListOptions } from '../api/reader.ts';
import { isForbidden } from '../client/api-error-predicates.ts';
import type { WatchEvent } from '../client/client.ts';
import type { Clock } from '../util/clock.ts';
import type { LogFields, Logger } from '../util/logger.ts';
import type { InformerMetrics } from './cache-metrics.ts';
import type { ListWatchClient, WatchableType } from './list-watch-client.ts';
import { pause } from './pause.ts';
import { WatchBackoff } from './watch-backoff.ts';
import { WatchDenial } from './watch-denial.ts';
import { type WatchFailure, classifyFailure } from './watch-failure.ts';
import { isOlder } from './resource-version.ts';
import type { WireSize } from './wire-size.ts';
import { type Recovery, recoverFrom } from './watch-recovery.ts';
import { Watchdog } from './watchdog.ts';

/** Receives what a {@link Watcher} sees, synchronously and in order. Owns the objects from then on. */
export interface WatchSink {
  /** What is kept of an object until all are there: a whole list would hold what nobody wants. */
  keep(object: KubernetesObject): KubernetesObject;
  /** All objects there are, as `keep` gave them, as of `resourceVersion`. */
  replace(objects: KubernetesObject[], resourceVersion: string): void;
  /** An object is new or has changed. */
  apply(object: KubernetesObject): void;
  /** An object is gone; this was its final state. */
  remove(object: KubernetesObject): void;
  /** Everything up to this version has been delivered. Follows each of the calls above too. */
  advance(resourceVersion: string): void;
}

/** What a {@link Watcher} watches. */
interface WatchScope {
  /** @default all namespaces */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

/** Options of {@link Watcher}. */
export interface WatcherOptions {
  readonly client: ListWatchClient;
  readonly type: WatchableType;
  readonly scope: WatchScope;
  readonly sink: WatchSink;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: InformerMetrics;
  /** Told of what comes. */
  readonly size: WireSize;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** A stream that has shown a bookmark and then nothing at all for so long is opened anew. */
  readonly idleTimeoutMs: number;
}

/** Where a watcher is. `version` is always the last one seen, `''` before the first. */
export type WatcherState =
  /** Nothing is known, or it must be got anew: by WatchList if the server can. */
  | { readonly name: 'empty'; readonly version: string }
  /** The stream begins with what exists, kept in `found` until the server says that this was all. */
  | {
      readonly name: 'initial-watch';
      readonly version: string;
      readonly found: Map<string, KubernetesObject>;
    }
  /** The first page, or the only one. */
  | { readonly name: 'list'; readonly version: string; readonly isPaged: boolean }
  /** A further page; the store is replaced when all are there. */
  | {
      readonly name: 'page';
      readonly version: string;
      readonly continue: string;
      readonly found: KubernetesObject[];
    }
  /** Everything up to `version` has been delivered. A failure resumes from there, or leads to `empty`. */
  | { readonly name: 'watch'; readonly version: string };

const pageSize = 500;
const shortWatchMs = 1000;
const initialSilenceMs = 30_000;
const initialEventsEnd = 'k8s.io/initial-events-end';

/**
 * Follows one kind in one scope for ever: gets what exists, then the changes, and recovers from
 * every failure by the table in `watch-recovery.ts`. An explicit machine: each step does one
 * exchange with the server and leads from one {@link WatcherState} to the next. Semantics:
 * client-go's reflector; the form is kube-rs' watcher.
 */
export class Watcher {
  readonly #options: WatcherOptions;
  readonly #backoff: WatchBackoff;
  readonly #denial: WatchDenial;
  #state: WatcherState = { name: 'empty', version: '' };
  #canWatchList = true;
  #lastByteAt: number | undefined;

  constructor(options: WatcherOptions) {
    this.#options = options;
    this.#backoff = new WatchBackoff(options);
    this.#denial = new WatchDenial(options.type, options.scope.namespace);
  }

  get state(): WatcherState {
    return this.#state;
  }

  /** When anything last came from the server, by the clock. */
  get lastByteAt(): number | undefined {
    return this.#lastByteAt;
  }

  /** What the service account has no right to, in words; undefined when it has all. */
  get denial(): string | undefined {
    return this.#denial.text;
  }

  /** Runs until `signal` is aborted; never rejects for what the server does. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) await this.step(signal);
  }

  /** One exchange with the server; after a failure also the wait before the next. */
  async step(signal: AbortSignal): Promise<void> {
    let failure: WatchFailure | undefined;
    let error: unknown;
    try {
      failure = await this.#exchange(signal);
    } catch (thrown) {
      error = thrown;
      failure = classifyFailure(thrown);
    }
    if (failure === undefined || signal.aborted || this.#state.name === 'empty') return;
    const recovery = recoverFrom(this.#state.name, failure);
    this.#report(recovery, failure, error);
    this.#recover(recovery);
    const isImmediate =
      recovery.delay === 'none' || (recovery.delay === 'fresh' && this.#backoff.isFresh);
    const delayMs = recovery.delay === 'none' ? 0 : this.#backoff.next();
    if (!isImmediate) await pause(this.#options.clock, delayMs, signal);
  }

  /** Gives how a stream ended; throws what a list or a stream threw. */
  async #exchange(signal: AbortSignal): Promise<WatchFailure | undefined> {
    const state = this.#state;
    if (state.name === 'list' || state.name === 'page') {
      return await this.#list(state, signal);
    }
    if (state.name !== 'empty') return await this.#stream(signal);
    this.#state = this.#canWatchList
      ? { name: 'initial-watch', version: state.version, found: new Map() }
      : { name: 'list', version: state.version, isPaged: true };
    return undefined;
  }

  async #list(
    state: Extract<WatcherState, { name: 'list' | 'page' }>,
    signal: AbortSignal,
  ): Promise<WatchFailure | undefined> {
    const { client, type, scope, size } = this.#options;
    const onBytes = (bytes: number) => size.received(bytes);
    const list = await client.list(type, { ...scope, ...pageOf(state), onBytes, signal });
    this.#lastByteAt = this.#options.clock.now();
    const items = list.items.map((object) => this.#options.sink.keep(object as KubernetesObject));
    size.counted(items.length);
    const found = state.name === 'page' ? state.found.concat(items) : items;
    const { continue: next, resourceVersion = '' } = list.metadata;
    if (next !== undefined && next !== '') {
      this.#state = { name: 'page', version: state.version, continue: next, found };
      return undefined;
    }
    return this.#replace(found, resourceVersion);
  }

  async #stream(signal: AbortSignal): Promise<WatchFailure | undefined> {
    const { client, clock, random, scope, size, type } = this.#options;
    const isInitial = this.#state.name === 'initial-watch';
    const timeoutSeconds = 300 + Math.floor(random() * 301);
    const openMs = (timeoutSeconds + 10) * 1000;
    using watchdog = new Watchdog(clock, isInitial ? initialSilenceMs : openMs, signal);
    const openedAt = clock.now();
    let events = 0;
    try {
      const stream = client.watch(type, {
        ...scope,
        resourceVersion: this.#state.version,
        ...(isInitial && { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' }),
        allowBookmarks: true,
        timeoutSeconds,
        onBytes: (bytes) => size.received(bytes),
        signal: watchdog.signal,
      });
      for await (const event of stream) {
        if (events === 0) this.#denial.allowed('watch');
        events += 1;
        watchdog.alive();
        this.#lastByteAt = watchdog.aliveAt;
        if (event.type !== 'BOOKMARK') size.counted(1);
        const failure = this.#accept(event);
        if (failure !== undefined) return failure;
        if (event.type !== 'BOOKMARK') continue;
        // A bookmark before the end mark: someone on the way has stripped the mark.
        if (this.#state.name === 'initial-watch') return 'closed';
        watchdog.limit(this.#options.idleTimeoutMs);
      }
    } catch (error) {
      if (watchdog.hasBitten) return 'idle';
      const failure = classifyFailure(error);
      if (failure === 'interrupted' && events === 0 && clock.now() - openedAt < shortWatchMs) {
        return 'unreachable';
      }
      throw error;
    }
    if (watchdog.hasBitten) return 'idle';
    return events === 0 && clock.now() - openedAt < shortWatchMs ? 'short' : 'closed';
  }

  #accept({ type, object }: WatchEvent<KubernetesObject>): WatchFailure | undefined {
    const { resourceVersion: version } = object.metadata;
    if (this.#state.name === 'initial-watch') {
      const { found } = this.#state;
      if (type === 'BOOKMARK') {
        const isEnd = object.metadata.annotations?.[initialEventsEnd] === 'true';
        return isEnd ? this.#replace(Array.from(found.values()), version) : undefined;
      }
      if (type === 'DELETED') found.delete(formatKey(object.metadata));
      else found.set(formatKey(object.metadata), this.#options.sink.keep(object));
      return undefined;
    }
    const { sink } = this.#options;
    if (type === 'DELETED') sink.remove(object);
    else if (type !== 'BOOKMARK') sink.apply(object);
    if (isOlder(version, this.#state.version)) return undefined;
    this.#state = { name: 'watch', version };
    sink.advance(version);
    return undefined;
  }

  /** A server that is behind what was seen has not honoured the version that it was asked for. */
  #replace(objects: KubernetesObject[], version: string): WatchFailure | undefined {
    if (isOlder(version, this.#state.version)) return 'version-too-large';
    this.#denial.allowed('list');
    this.#state = { name: 'watch', version };
    this.#options.sink.replace(objects, version);
    this.#options.sink.advance(version);
    return undefined;
  }

  #recover({ next, version: from, isWatchListBroken }: Recovery): void {
    const version = from === 'latest' ? '' : this.#state.version;
    if (isWatchListBroken === true) this.#canWatchList = false;
    switch (next) {
      case 'watch':
        this.#state = { name: 'watch', version };
        return;
      case 'relist':
        this.#state = { name: 'empty', version };
        return;
      case 'list':
        this.#state = { name: 'list', version, isPaged: true };
        return;
      case 'full-list':
        this.#state = { name: 'list', version, isPaged: false };
    }
  }

  #report({ next, reason, delay }: Recovery, failure: WatchFailure, error: unknown): void {
    const { logger, metrics } = this.#options;
    if (next === 'watch') metrics.restarted(reason);
    else metrics.relisted(reason);
    const isOrdinary = next === 'watch' && delay === 'none';
    const fields = {
      phase: this.#state.name,
      failure,
      next,
      ...(error !== undefined && { error }),
    };
    if (isForbidden(error)) this.#reportDenial(fields);
    else if (isOrdinary) logger.debug('The watch ended and is opened again', fields);
    else if (failure === 'other') logger.error('Cannot list or watch; trying again', fields);
    else logger.info('The watch was lost; recovering', fields);
  }

  #reportDenial(fields: LogFields): void {
    const verb =
      this.#state.name === 'watch' || this.#state.name === 'initial-watch' ? 'watch' : 'list';
    const isNews = this.#denial.denied(verb);
    const message = `${this.#denial.text}: add it to the role of the service account; trying again`;
    this.#options.logger[isNews ? 'error' : 'debug'](capitalized(message), fields);
  }
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * How to ask for a page. A version goes with no limit, so that the server's watch cache can answer;
 * pages after the first are of the first one's version by their token.
 */
function pageOf(state: Extract<WatcherState, { name: 'list' | 'page' }>): ListOptions {
  if (state.name === 'page') return { limit: pageSize, continue: state.continue };
  if (state.version !== '') {
    return { resourceVersion: state.version, resourceVersionMatch: 'NotOlderThan' };
  }
  return state.isPaged ? { limit: pageSize } : {};
}
