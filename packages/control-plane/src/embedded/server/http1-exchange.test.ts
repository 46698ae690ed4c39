import { connect } from 'node:tls';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmbedded } from './embedded-control-plane.ts';

/** The status line and the body of what the server answers to a request as it is written. */
async function answerTo(lines: readonly string[]): Promise<{ line: string; body: string }> {
  const controlPlane = await startEmbedded();
  onTestFinished(() => controlPlane.stop());
  const { port, hostname } = new URL(controlPlane.url);
  const { certificate, privateKey } = controlPlane.adminCredentials ?? {};
  const socket = connect({
    host: hostname,
    port: Number(port),
    cert: certificate,
    key: privateKey,
    rejectUnauthorized: false,
  });
  onTestFinished(() => {
    socket.destroy();
  });
  socket.write([...lines, 'Host: x', 'Connection: close', '', ''].join('\r\n'));
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  return { line: head.split('\r\n')[0] ?? '', body };
}

describe('HTTP/1.1', () => {
  it('refuses a method that there is not as one that is not allowed', async () => {
    const { line, body } = await answerTo(['FOO /api/v1/namespaces HTTP/1.1']);
    expect(line).toBe('HTTP/1.1 405 Method Not Allowed');
    expect(JSON.parse(body)).toMatchObject({
      kind: 'Status',
      message: 'the server does not allow this method on the requested resource',
      reason: 'MethodNotAllowed',
    });
  });

  it('refuses what is no request', async () => {
    const { line } = await answerTo(['GET /api/v1 HTTP/9.9']);
    expect(line).toBe('HTTP/1.1 400 Bad Request');
  });

  it('passes over parameters that are not encoded well', async () => {
    const path = '/api/v1/namespaces/default/secrets';
    const { line, body } = await answerTo([`GET ${path}?limit=%zz&limit=x;&limit=a HTTP/1.1`]);
    expect(line).toBe('HTTP/1.1 400 Bad Request');
    expect(body).toContain('strconv.ParseInt: parsing \\"a\\": invalid syntax');
    const read = await answerTo([`GET ${path}?limit=%zz&limit=x; HTTP/1.1`]);
    expect(read.line).toBe('HTTP/1.1 200 OK');
  });
});
