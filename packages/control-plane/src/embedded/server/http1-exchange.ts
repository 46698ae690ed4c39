import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { ApiRequest, ApiResponse } from '../rest/api-exchange.ts';
import { respondError } from '../rest/respond.ts';
import { methodNotAllowed } from '../status-error.ts';
import type { ApiServer } from './api-server.ts';
import { compressAnswer } from './compress-answer.ts';
import { FrameWriter } from './frame-writer.ts';
import { STATUS_CODES } from './node-http.ts';
import { peerOf } from './tls-peer.ts';
import { bodyTooLong, plainForm, readBody, refusalOfBrowser, requestOf } from './wire-request.ts';

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
  const response = await api.handle(request, peer);
  send(outgoing, await compressAnswer(request, response), method);
}

/**
 * Ends a connection whose request Node's parser does not take. A method that HTTP does not know is none
 * that the server allows; Node does not tell what else the request says.
 */
export function refuseUnreadable(error: Error, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const isMethod = 'code' in error && error.code === 'HPE_INVALID_METHOD';
  const status = isMethod ? 405 : 400;
  const { headers, body } = isMethod
    ? respondError(methodNotAllowed(), { form: plainForm })
    : { headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '400 Bad Request' };
  const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body) });
  const head = lines.map(([name, value]) => `${name}: ${String(value)}\r\n`).join('');
  const line = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`;
  socket.end(`${line}\r\n${head}connection: close\r\n\r\n${String(body)}`);
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
