import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { ApiRequest, ApiResponse } from '../rest/api-exchange.ts';
import type { ApiServer } from './api-server.ts';
import { FrameWriter } from './frame-writer.ts';
import { peerOf } from './tls-peer.ts';
import { bodyTooLong, readBody, refusalOfBrowser, requestOf } from './wire-request.ts';

/** Answers one HTTP/1.1 request. */
export async function serveHttp1(
  api: ApiServer,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '/', rawHeaders } = incoming;
  const headers = incoming.headers as ApiRequest['headers'];
  const refusal = refusalOfBrowser(headers);
  if (refusal !== undefined) return send(outgoing, refusal, method);
  const body = await readBody(incoming, headers);
  if (body === undefined) {
    outgoing.shouldKeepAlive = false;
    return send(outgoing, bodyTooLong(), method);
  }
  const peer = peerOf(incoming.socket as TLSSocket);
  const request = requestOf({ method, url, headers, rawHeaders }, body);
  send(outgoing, await api.handle(request, peer), method);
}

function send(outgoing: ServerResponse, response: ApiResponse, method: string): void {
  const { status, headers, body, stream } = response;
  if (outgoing.destroyed) return;
  if (stream === undefined) {
    outgoing.writeHead(status, {
      ...(headers as Record<string, string>),
      'content-length': Buffer.byteLength(body),
    });
    outgoing.end(method === 'HEAD' ? '' : body);
    return;
  }
  outgoing.writeHead(status, headers as Record<string, string>);
  outgoing.flushHeaders();
  stream(new FrameWriter(outgoing));
}
