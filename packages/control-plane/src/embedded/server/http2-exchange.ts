import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { ApiRequest, ApiResponse } from '../rest/api-exchange.ts';
import type { ApiServer, Peer } from './api-server.ts';
import { compressAnswer } from './compress-answer.ts';
import { FrameWriter } from './frame-writer.ts';
import { bodyTooLong, readBody, refusalOfBrowser, requestOf } from './wire-request.ts';

/** One stream of an HTTP/2 session. */
export interface Http2Exchange {
  readonly api: ApiServer;
  readonly peer: Peer;
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
}

/** Answers one HTTP/2 request. */
export async function serveHttp2(exchange: Http2Exchange): Promise<void> {
  const { api, peer, stream, rawHeaders } = exchange;
  const headers = exchange.headers as ApiRequest['headers'];
  const method = headers[constants.HTTP2_HEADER_METHOD] ?? 'GET';
  const url = headers[constants.HTTP2_HEADER_PATH] ?? '/';
  stream.on('error', () => stream.destroy());
  const refusal = refusalOfBrowser(headers);
  if (refusal !== undefined) return send(stream, refusal, method);
  const body = stream.endAfterHeaders ? '' : await readBody(stream, headers);
  if (body === undefined) return send(stream, bodyTooLong(), method);
  const request = requestOf({ method, url, headers, rawHeaders }, body);
  const response = await api.handle(request, peer);
  send(stream, await compressAnswer(request, response), method);
}

function send(stream: ServerHttp2Stream, response: ApiResponse, method: string): void {
  const { status, headers, body } = response;
  if (stream.destroyed || stream.closed) return;
  const head = { ...headers, [constants.HTTP2_HEADER_STATUS]: status } as Record<string, string>;
  if (response.stream !== undefined) {
    stream.respond(head);
    response.stream(new FrameWriter(stream));
    return;
  }
  head['content-length'] = String(Buffer.byteLength(body));
  stream.respond(head, { endStream: method === 'HEAD' || body.length === 0 });
  if (method !== 'HEAD' && body.length > 0) stream.end(body);
}
