import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { compareResourceVersions } from '@keelson/runtime';
import type { SeenRequest } from './fault.ts';
import { statusObject } from './status-object.ts';
import type { Answer, Upstream } from './upstream.ts';

/** A request that a server is to answer that stays behind. */
export interface StaleExchange {
  readonly seen: SeenRequest;
  readonly headers: IncomingHttpHeaders;
  readonly fault: { readonly version: string; readonly isUnchecked?: boolean };
  readonly upstream: Upstream;
}

interface List {
  readonly apiVersion: string;
  readonly kind: string;
  readonly items: readonly object[];
}

/**
 * What a server answers to a read that has heard of nothing after a version: the real server's state
 * of exactly then. `undefined` for what does not concern it.
 */
export async function staleAnswer(exchange: StaleExchange): Promise<Answer | undefined> {
  const { seen, headers, fault, upstream } = exchange;
  const { verb, path, query } = seen;
  if (verb === 'write' || verb === 'get') return undefined;
  const asked = query.get('resourceVersion') ?? '';
  const isAhead =
    /^[1-9]\d*$/.test(asked) && (compareResourceVersions(asked, fault.version) ?? 0) > 0;
  if (isAhead && fault.isUnchecked !== true) {
    const status = { status: 504, reason: 'Timeout', cause: 'ResourceVersionTooLarge' };
    return upstream.local(504, statusObject(status));
  }
  if (verb === 'watch') return endless(upstream, []);
  const exactly = new URLSearchParams({
    resourceVersion: fault.version,
    resourceVersionMatch: 'Exact',
  });
  for (const name of ['labelSelector', 'fieldSelector']) {
    const value = query.get(name);
    if (value !== null) exactly.set(name, value);
  }
  const request = { method: 'GET', path, query: exactly, headers, body: '' };
  const answer = await upstream.ask(request);
  if (verb === 'list' || answer.status !== 200) return answer;
  const { apiVersion, kind, items } = JSON.parse(await text(answer.body)) as List;
  const type = { apiVersion, kind: kind.replace(/List$/, '') };
  const metadata = {
    resourceVersion: fault.version,
    annotations: { 'k8s.io/initial-events-end': 'true' },
  };
  return endless(upstream, [
    ...items.map((item) => ({ type: 'ADDED', object: { ...type, ...item } })),
    { type: 'BOOKMARK', object: { ...type, metadata } },
  ]);
}

/** A watch that shows no more than this. */
function endless(upstream: Upstream, events: readonly object[]): Answer {
  const body = new Readable({ read() {} });
  for (const event of events) body.push(`${JSON.stringify(event)}\n`);
  return { ...upstream.local(200, undefined), body };
}
