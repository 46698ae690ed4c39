import type { Json } from './exact-json.ts';

/** A request and its answer, or a watch and its frames, as a case saw them. */
export interface Exchange {
  /** Method and path with the query; `WATCH` for a watch. */
  readonly request: string;
  /** Who asked, when it was not the administrator. */
  readonly as?: string | undefined;
  /** Headers that the case chose. */
  readonly sent?: Readonly<Record<string, string | string[]>> | undefined;
  readonly status: number;
  /** The headers of {@link recordedHeaders} that the answer had. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text, when it is no JSON; absent for a watch that was opened. */
  readonly body?: Json | undefined;
  /** What the case took from a watch, in order. */
  readonly frames?: Json[] | undefined;
  /** The server ended the watch, and the case saw that. */
  ended?: boolean | undefined;
}

/** What is compared, beside the status and the body. */
const recordedHeaders = [
  'content-type',
  'warning',
  'retry-after',
  'allow',
  'location',
  'www-authenticate',
  'etag',
  'cache-control',
  'content-encoding',
  'vary',
];

/** The headers worth comparing; those that nearly every answer has are left out. */
export function recordHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const recorded: Record<string, string> = {};
  for (const name of recordedHeaders) {
    const value = headers[name];
    if (value !== undefined) recorded[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  if (recorded['content-type'] === 'application/json') delete recorded['content-type'];
  if (recorded['cache-control'] === 'no-cache, private') delete recorded['cache-control'];
  return recorded;
}
