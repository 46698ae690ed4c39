import { Agent } from 'node:https';
import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { certificate, privateKey } from '../client/localhost-certificate.test.support.ts';
import { eventually } from '../testing/eventually.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import type { ServerCertificate } from '../util/http-listener.ts';
import { selfSignedCertificate } from '../util/self-signed-certificate.ts';
import { admissionEndpoints } from './admission-endpoint.ts';
import { conversionEndpoint } from './conversion-endpoint.ts';
import { Converters } from './converters.ts';
import { createReview, post } from './review.test.support.ts';
import { SailorV1alpha1Converter, SailorWebhook } from './sailor.test.support.ts';
import type { ReviewContext } from './review-endpoint.ts';
import { noWebhookMetrics } from './webhook-metrics.ts';
import { WebhookServer } from './webhook-server.ts';

const path = '/validate-crew-example-com-v1-sailor';

describe('WebhookServer', () => {
  const logger = new RecordingLogger();
  const clock = new FakeClock();
  let server: WebhookServer;
  let url: string;
  let serve: (material: ServerCertificate) => void;
  let events: string[];
  let isDisposed: boolean;

  async function start(options: { clientCa?: string } = {}): Promise<void> {
    events = [];
    isDisposed = false;
    const converters = new Converters();
    converters.add(new SailorV1alpha1Converter());
    server = new WebhookServer({
      ...options,
      address: { host: '127.0.0.1', port: 0 },
      clock,
      logger,
      certificate: {
        expiresAt: 5,
        start: async (onCertificate) => {
          serve = onCertificate;
          serve({ cert: certificate, key: privateKey });
        },
        [Symbol.dispose]: () => void (isDisposed = true),
      },
      metrics: {
        ...noWebhookMetrics,
        endpoint: (at) => ({
          started: () => void events.push(`${at} started`),
          ended: (code) => void events.push(`${at} ${code}`),
        }),
      },
    });
    for (const endpoint of admissionEndpoints(new SailorWebhook(), noWebhookMetrics)) {
      server.add(endpoint);
    }
    server.add(conversionEndpoint(converters, noWebhookMetrics));
    expect(server.isListening).toBe(false);
    const { port } = await server.listen();
    url = `https://127.0.0.1:${port}`;
  }

  beforeEach(() => start());
  afterEach(() => stop());

  /** Ends the server, and the time that it waits for. */
  async function stop(): Promise<void> {
    const stopped = server[Symbol.asyncDispose]();
    await clock.advance(3_000);
    await stopped;
  }

  it('answers a review, over a certificate that it was given', async () => {
    const answer = await post(`${url}${path}`, createReview('pirate', 'u7'), { ca: certificate });
    expect(answer.status).toBe(200);
    const { kind, apiVersion, response } = JSON.parse(answer.body) as Record<string, object>;
    expect([kind, apiVersion]).toEqual(['AdmissionReview', 'admission.k8s.io/v1']);
    expect(response).toMatchObject({ uid: 'u7', allowed: false });
    expect(events).toEqual([`${path} started`, `${path} 200`]);
    expect([server.isListening, server.certificateExpiresAt]).toEqual([true, 5]);
  });

  it('converts, all or nothing', async () => {
    const sailor = (title: string) => ({
      apiVersion: 'crew.example.com/v1alpha1',
      kind: 'Sailor',
      metadata: { name: title },
      spec: { title },
    });
    const convert = async (...titles: string[]) => {
      const request = {
        uid: 'c1',
        desiredAPIVersion: 'crew.example.com/v1',
        objects: titles.map(sailor),
      };
      const review = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'ConversionReview', request };
      const { body } = await post(`${url}/convert`, JSON.stringify(review));
      return (JSON.parse(body) as { response: object }).response;
    };
    expect(await convert('mate', 'cook')).toEqual({
      uid: 'c1',
      result: { status: 'Success' },
      convertedObjects: ['mate', 'cook'].map((title) => ({
        apiVersion: 'crew.example.com/v1',
        kind: 'Sailor',
        metadata: { name: title },
        spec: { rank: title },
      })),
    });
    const failure = (message: string) => ({
      uid: 'c1',
      convertedObjects: [],
      result: { status: 'Failure', message },
    });
    expect(await convert('mate', 'error')).toEqual(failure('spec.title cannot be converted'));
    expect(await convert('panic')).toEqual(failure('internal error occurred during conversion'));
  });

  const yaml = { 'content-type': 'application/yaml' };
  const notJson = 'contentType=application/yaml, expected application/json';
  const noReview = 'expected a AdmissionReview of admission.k8s.io/v1, got "Pod" of undefined';
  it.each([
    { what: 'an unknown path', at: '/elsewhere', code: 404, message: 'not found' },
    { what: 'no body', code: 400, message: 'request body is empty' },
    { what: 'no JSON', body: '{', code: 400, message: 'the body is not JSON' },
    { what: 'another type', body: 'a: b', headers: yaml, code: 415, message: notJson },
    { what: 'no review', body: '{"kind":"Pod"}', code: 400, message: noReview },
    {
      what: 'a nest of lists',
      body: '['.repeat(5_000),
      code: 400,
      message: 'the body is nested over 1000 deep',
    },
  ])('refuses $what', async ({ at = path, body = '', headers = {}, code, message }) => {
    const answer = await post(`${url}${at}`, body, { headers });
    expect(answer.status).toBe(code);
    expect(JSON.parse(answer.body)).toMatchObject({ kind: 'Status', code, message });
  });

  it('refuses a body of 100 MB without reading it, and goes on', async () => {
    const before = process.memoryUsage().arrayBuffers;
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    const { port } = new URL(url);
    const socket = connect({ port: Number(port), host: '127.0.0.1', rejectUnauthorized: false });
    let answer = '';
    socket.on('data', (data: Buffer) => (answer += data.toString()));
    socket.on('error', () => {});
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    let sent = 0;
    const send = () => {
      while (sent < 100 && !socket.destroyed) {
        sent += 1;
        socket.write('100000\r\n');
        socket.write(chunk);
        if (!socket.write('\r\n')) break;
      }
    };
    socket.on('drain', send);
    send();
    await eventually(() => socket.destroyed);
    expect(sent).toBeLessThan(100);
    expect(answer === '' || answer.startsWith('HTTP/1.1 413')).toBe(true);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(80 * 1024 * 1024);
    expect((await post(`${url}${path}`, createReview('cook'))).status).toBe(200);
    expect(events).toContain(`${path} 413`);
  });

  it('refuses by the length that is announced', async () => {
    const { port } = new URL(url);
    const socket = connect({ port: Number(port), host: '127.0.0.1', rejectUnauthorized: false });
    const answer = new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (data: Buffer) => (text += data.toString()));
      socket.on('close', () => resolve(text));
    });
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 104857600\r\n\r\n{`,
    );
    expect(await answer).toMatch(/^HTTP\/1\.1 413 .*limit is 7340032 bytes/s);
  });

  it('tells a webhook when nobody waits any more', async () => {
    const context = Promise.withResolvers<ReviewContext>();
    const done = Promise.withResolvers<object>();
    const slow = (at: string) => ({
      path: at,
      maxBodyBytes: 1_000,
      answer: (_: unknown, given: ReviewContext) => {
        context.resolve(given);
        return done.promise;
      },
    });
    server.add(slow('/slow'));
    const answer = post(`${url}/slow?timeout=2s`, '{}');
    const { signal } = await context.promise;
    await clock.advance(1_999);
    expect(signal.aborted).toBe(false);
    await clock.advance(1);
    expect(signal.aborted).toBe(true);
    done.resolve({});
    await answer;
    expect(() => server.add(slow('/slow'))).toThrow('two webhooks have the path /slow');
  });

  it('ends each connection with an answer before it stops', async () => {
    const agent = new Agent({ keepAlive: true });
    const ask = () => post(`${url}${path}`, createReview('cook'), { agent });
    await ask();
    const stopped = server[Symbol.asyncDispose]();
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(200);
    await clock.advance(3_000);
    await stopped;
    await expect(ask()).rejects.toThrow('ECONNREFUSED');
  });

  it('does not wait for connections that nobody uses', async () => {
    const { port } = new URL(url);
    const socket = connect({ port: Number(port), host: '127.0.0.1', rejectUnauthorized: false });
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    socket.on('error', () => {});
    await server[Symbol.asyncDispose]();
    await eventually(() => socket.destroyed);
    expect(server.isListening).toBe(false);
  });

  it('speaks TLS 1.2 at least, and HTTP/1.1', async () => {
    await expect(post(`${url}${path}`, '{}', { maxVersion: 'TLSv1.1' })).rejects.toThrow();
    const { port } = new URL(url);
    const protocols = { ALPNProtocols: ['h2', 'http/1.1'], rejectUnauthorized: false };
    const socket = connect({ port: Number(port), host: '127.0.0.1', ...protocols });
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    expect(socket.alpnProtocol).toBe('http/1.1');
    socket.destroy();
  });

  it('serves another certificate to new connections', async () => {
    const renewed = selfSignedCertificate(Date.now());
    serve(renewed);
    const ask = (ca: string) =>
      post(`${url}${path}`.replace('127.0.0.1', 'localhost'), '{}', { ca });
    await expect(ask(certificate)).rejects.toThrow();
    expect((await ask(renewed.cert)).status).toBe(400);
  });

  it('lets in only whom the client authority vouches for', async () => {
    await stop();
    expect(isDisposed).toBe(true);
    await start({ clientCa: certificate });
    await expect(post(`${url}${path}`, '{}')).rejects.toThrow();
    const own = { cert: certificate, key: privateKey };
    expect((await post(`${url}${path}`, '{}', own)).status).toBe(400);
    serve(selfSignedCertificate(Date.now()));
    await expect(post(`${url}${path}`, '{}')).rejects.toThrow();
  });
});
