import type { JsonObject } from '@keelson/schema';
import { expired, StatusError } from '../status-error.ts';
import type { StoredObject, StoreEvent } from '../storage/object-log.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import type { ResponseSink } from './api-exchange.ts';
import { prepareToShow } from './conversion.ts';
import { parseResourceVersion, tooLargeVersion } from './list-objects.ts';
import type { ListOptions } from './request-options.ts';
import type { Selection } from './selection.ts';
import type { ServedResource } from './served-resource.ts';

/** What a watch reports. */
export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';

/** One watch, decided: what it shows, from where on, and how its frames are written. */
export interface WatchRequest {
  readonly resource: ServedResource;
  readonly options: ListOptions;
  readonly selection: Selection;
  /** The text of one frame, line end included. */
  readonly frameOf: (type: WatchEventType, object: JsonObject) => string;
  /** The text of the frame that carries an error. */
  readonly errorFrameOf: (error: StatusError) => string;
  /** How long the server keeps it open, in milliseconds. */
  readonly timeoutMs: number;
}

const bookmarkEveryMs = 60_000;
/** A bookmark is due this long before the end, so that the next watch can resume from it. */
const lastBookmarkMs = 2_000;

/** Serves a watch on a sink until its time is over or the client goes. */
export function watchObjects(store: ObjectStore, request: WatchRequest, sink: ResponseSink): void {
  const { resource, options, selection, frameOf } = request;
  const log = store.log(resource.storage);
  const wanted = parseResourceVersion(options.resourceVersion);
  const fail = (error: StatusError): void => {
    sink.write(request.errorFrameOf(error));
    sink.end();
  };

  const showsInitial = options.sendInitialEvents ?? wanted === 0;
  if (showsInitial && wanted > store.revision) {
    fail(tooLargeVersion(wanted, store.revision, 1));
    return;
  }
  const inOrder = new FrameOrder(resource, fail);
  const show = (event: StoreEvent): void => {
    if (event.revision <= wanted) return;
    inOrder.write([event.current, event.previous], () => {
      const seen = seenOf(resource, selection, event);
      if (seen !== undefined) sink.write(frameOf(seen.type, seen.object));
    });
  };
  if (showsInitial) {
    for (const stored of log.list(selection.namespace)) {
      inOrder.write([stored], () => {
        const current = resource.fromStorage(stored.object);
        if (selection.matches(current)) sink.write(frameOf('ADDED', current));
      });
    }
    if (options.sendInitialEvents === true && options.allowWatchBookmarks) {
      const end = bookmark(resource, store.revision, true);
      inOrder.write([], () => sink.write(frameOf('BOOKMARK', end)));
    }
  } else {
    const missed = wanted === 0 ? [] : log.eventsAfter(wanted);
    if (missed === undefined) {
      fail(expired(`too old resource version: ${wanted} (${log.start})`));
      return;
    }
    for (const event of missed) show(event);
  }
  follow(store, request, { sink, show, inOrder });
}

/** Live events, bookmarks and the end. */
function follow(
  store: ObjectStore,
  { resource, options, frameOf, timeoutMs }: WatchRequest,
  {
    sink,
    show,
    inOrder,
  }: { sink: ResponseSink; show: (event: StoreEvent) => void; inOrder: FrameOrder },
): void {
  const timers: NodeJS.Timeout[] = [];
  const stop = (): void => {
    unwatch();
    for (const timer of timers) clearTimeout(timer);
  };
  const end = (): void => {
    stop();
    sink.end();
  };
  const unwatch = store.log(resource.storage).watch(show, end);
  if (options.allowWatchBookmarks) {
    const mark = (): void => {
      const reached = bookmark(resource, store.revision);
      inOrder.write([], () => sink.write(frameOf('BOOKMARK', reached)));
    };
    timers.push(setInterval(mark, bookmarkEveryMs));
    if (timeoutMs > lastBookmarkMs) timers.push(setTimeout(mark, timeoutMs - lastBookmarkMs));
  }
  timers.push(setTimeout(end, timeoutMs));
  for (const timer of timers) timer.unref();
  sink.onClose(stop);
}

/** Writes frames one after the other, each when its objects can be shown: at once, unless they are converted. */
class FrameOrder {
  readonly #resource: ServedResource;
  readonly #fail: (error: StatusError) => void;
  /** Of the last frame that waits. */
  #tail: Promise<void> | undefined;
  #hasFailed = false;

  constructor(resource: ServedResource, fail: (error: StatusError) => void) {
    this.#resource = resource;
    this.#fail = fail;
  }

  write(objects: readonly (StoredObject | undefined)[], frame: () => void): void {
    if (this.#resource.conversion === undefined) {
      frame();
      return;
    }
    this.#tail = this.#writeAfter(this.#tail, objects, frame);
  }

  async #writeAfter(
    before: Promise<void> | undefined,
    objects: readonly (StoredObject | undefined)[],
    frame: () => void,
  ): Promise<void> {
    await before;
    if (this.#hasFailed) return;
    try {
      await prepareToShow(this.#resource, objects);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      this.#hasFailed = true;
      this.#fail(error);
      return;
    }
    frame();
  }
}

/**
 * How a write looks through a selection: an object that begins to match is added, one that ceases
 * to match is deleted, in the state in which it last matched.
 */
function seenOf(
  resource: ServedResource,
  selection: Selection,
  { type, revision, current, previous }: StoreEvent,
): { type: WatchEventType; object: JsonObject } | undefined {
  if (selection.namespace !== '' && current.namespace !== selection.namespace) return undefined;
  const now = resource.fromStorage(current.object);
  if (selection.isAll) return { type, object: now };
  const before = previous && resource.fromStorage(previous.object);
  const didMatch = before !== undefined && selection.matches(before);
  const doesMatch = type !== 'DELETED' && selection.matches(now);
  if (doesMatch) return { type: didMatch ? 'MODIFIED' : 'ADDED', object: now };
  if (!didMatch) return undefined;
  return { type: 'DELETED', object: type === 'DELETED' ? now : atRevision(before, revision) };
}

function atRevision(object: JsonObject, revision: number): JsonObject {
  const metadata = object['metadata'] as JsonObject;
  return { ...object, metadata: { ...metadata, resourceVersion: String(revision) } };
}

/** An object that says only how far the watch has come. */
function bookmark(resource: ServedResource, revision: number, endsInitial = false): JsonObject {
  return {
    kind: resource.kind,
    apiVersion: apiVersionOf(resource),
    metadata: {
      resourceVersion: String(revision),
      ...(endsInitial ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : undefined),
    },
  };
}

/** `apps/v1`, or `v1` for the core group. */
export function apiVersionOf({ group, version }: { group: string; version: string }): string {
  return group === '' ? version : `${group}/${version}`;
}
