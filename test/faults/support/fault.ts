/** What a request wants, as far as faults tell requests apart. */
export type Verb = 'watch-list' | 'watch' | 'list' | 'get' | 'write';

/** Which requests a fault meets. */
export interface RequestFilter {
  /** @default all */
  readonly on?: readonly Verb[] | undefined;
  /** Part of the path, for example `/configmaps`. @default any */
  readonly path?: string | undefined;
  /** Only requests that name a `resourceVersion`. @default false */
  readonly isVersioned?: boolean | undefined;
  /** Only requests for a further page of a list. @default false */
  readonly isFurtherPage?: boolean | undefined;
  /** How many requests. @default until the fault is lifted */
  readonly times?: number | undefined;
}

/** What befalls connections, whatever they carry. */
export type ConnectionFault =
  /** Nothing is forwarded any more, both ways, while the kernel acknowledges; with `isTotal` on new connections too. */
  | { readonly kind: 'freeze'; readonly isTotal?: boolean | undefined }
  /** RST on each open connection. */
  | { readonly kind: 'reset' }
  /** RST on each open connection, and nobody listens until the fault is lifted. */
  | { readonly kind: 'refuse' }
  /** Answers trickle: so many bytes at a time, one event-loop turn apart. */
  | { readonly kind: 'drip'; readonly bytes: number }
  /** HTTP/2: no new streams on the connections that are open. HTTP/1.1 has no like of it. */
  | { readonly kind: 'goaway' };

/** What befalls the watches that are open. */
export type StreamFault =
  /** The body ends in good order. */
  | { readonly kind: 'close' }
  /** The next event is cut in its middle, then the body ends in good order. */
  | { readonly kind: 'truncate' }
  /** The next event is not JSON; the stream goes on. */
  | { readonly kind: 'malform' }
  /** An ERROR event with such a Status, then the end. */
  | { readonly kind: 'error-event'; readonly status: number; readonly reason: string }
  /** Events are kept back until the fault is lifted; with `isMerged` changes of one object then come as one. */
  | { readonly kind: 'hold'; readonly isMerged?: boolean | undefined };

/** What befalls requests to come. */
export type RequestFault = RequestFilter &
  (
    | {
        readonly kind: 'status';
        readonly status: number;
        readonly reason: string;
        /** Seconds. @default no such header */
        readonly retryAfter?: number | undefined;
        /** Of the Status' details, for example `ResourceVersionTooLarge`. @default none */
        readonly cause?: string | undefined;
      }
    /** The answer begins so much later. */
    | { readonly kind: 'delay'; readonly ms: number }
    /** The server carries the request out, and the connection of the reply breaks. */
    | { readonly kind: 'lose-reply' }
    /** 200, and the end of an empty body. */
    | { readonly kind: 'empty' }
    /** The stream breaks after so many events. */
    | { readonly kind: 'break'; readonly after: number }
    /** The mark at the end of the initial events loses its annotation (`strip`), or no bookmark ever comes (`drop`). */
    | { readonly kind: 'mark'; readonly how: 'strip' | 'drop' }
    /** Lists have pages of so many objects where the client asks for pages. */
    | { readonly kind: 'pages'; readonly size: number }
    /**
     * A second API server that has not heard of anything after `version`: what it answers is the real
     * server's own state of then. Asked for something newer it says so, unless it does not check.
     */
    | { readonly kind: 'stale'; readonly version: string; readonly isUnchecked?: boolean }
    /** Another API server answers: the one that `FaultProxy` was given by this name. */
    | { readonly kind: 'other-server'; readonly name: string }
  );

/** Something that goes wrong between a client and the API server. A value: it can be printed and replayed. */
export type Fault = ConnectionFault | StreamFault | RequestFault;

const connectionKinds: ReadonlySet<string> = new Set<ConnectionFault['kind']>([
  'freeze',
  'reset',
  'refuse',
  'drip',
  'goaway',
]);
const streamKinds: ReadonlySet<string> = new Set<StreamFault['kind']>([
  'close',
  'truncate',
  'malform',
  'error-event',
  'hold',
]);

export function isConnectionFault(fault: Fault): fault is ConnectionFault {
  return connectionKinds.has(fault.kind);
}

export function isStreamFault(fault: Fault): fault is StreamFault {
  return streamKinds.has(fault.kind);
}

/** A request as faults see it. */
export interface SeenRequest {
  readonly verb: Verb;
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Tells what a request wants. */
export function seenRequest(method: string, target: string): SeenRequest {
  const { pathname: path, searchParams: query } = new URL(target, 'http://localhost');
  return { verb: verbOf(method, path, query), path, query };
}

function verbOf(method: string, path: string, query: URLSearchParams): Verb {
  if (method !== 'GET') return 'write';
  if (['1', 'true'].includes(query.get('watch') ?? '')) {
    return query.get('sendInitialEvents') === 'true' ? 'watch-list' : 'watch';
  }
  const depth = path.split('/').length - 1;
  // `/api/v1/pods` and `/api/v1/namespaces/x/pods`; a group has one part more.
  const top = path.startsWith('/apis/') ? 4 : 3;
  return depth === top || depth === top + 2 ? 'list' : 'get';
}

/** Whether the fault meets the request, `times` left aside. */
export function meets(filter: RequestFilter, { verb, path, query }: SeenRequest): boolean {
  const { on, path: part = '', isVersioned = false, isFurtherPage = false } = filter;
  if (on !== undefined && !on.includes(verb)) return false;
  if (isVersioned && (query.get('resourceVersion') ?? '') === '') return false;
  if (isFurtherPage && !query.has('continue')) return false;
  return path.includes(part);
}
