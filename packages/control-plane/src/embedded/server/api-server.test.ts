import { describe, expect, it, onTestFinished } from 'vitest';
import type { ApiRequest, ApiResponse } from '../rest/api-exchange.ts';
import { EmbeddedCluster } from './embedded-cluster.ts';
import { openState } from './state.ts';

interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** @default the administrator */
  readonly token?: string;
}

async function start() {
  const state = openState({});
  const errors: unknown[] = [];
  const cluster = await EmbeddedCluster.start(state, { onError: (error) => errors.push(error) });
  onTestFinished(async () => {
    await cluster.stop();
    expect(errors).toEqual([]);
  });
  cluster.addToken('of-nobody', { name: 'nobody', groups: ['system:authenticated'] });
  const send = (line: string, { headers, body = '', token }: Sent = {}): Promise<ApiResponse> => {
    const [method = '', url = ''] = line.split(' ');
    const [path = '', query] = url.split('?');
    const bearer = token ?? state.identity.adminToken;
    const request: ApiRequest = {
      method,
      path,
      query: new URLSearchParams(query),
      headers: {
        'content-type': 'application/json',
        ...(bearer === '' ? {} : { authorization: `Bearer ${bearer}` }),
        ...headers,
      },
      body,
    };
    return cluster.api.handle(request);
  };
  return { send };
}

const statusOf = ({ body }: ApiResponse): Record<string, unknown> =>
  JSON.parse(body.toString()) as Record<string, unknown>;
const maps = '/api/v1/namespaces/default/configmaps';

describe('ApiServer', () => {
  it('asks who, then whether they may, then what there is', async () => {
    const { send } = await start();
    const missing = `GET ${maps}/none`;
    expect((await send(missing, { token: 'wrong' })).status).toBe(401);
    expect((await send(missing, { token: '' })).status).toBe(403);
    expect((await send(missing, { token: 'of-nobody' })).status).toBe(403);
    expect((await send(missing)).status).toBe(404);
    // Who may not know learns nothing of what is served.
    const unserved = 'GET /apis/example.com/v1/toys';
    expect((await send(unserved, { token: 'of-nobody' })).status).toBe(403);
    expect(await send(unserved)).toMatchObject({ status: 404, body: '404 page not found\n' });
  });

  it('judges a body after the rights, and its size before its content', async () => {
    const { send } = await start();
    const bad = { body: '{' };
    expect((await send(`POST ${maps}`, { ...bad, token: 'of-nobody' })).status).toBe(403);
    expect((await send(`POST ${maps}`, bad)).status).toBe(400);
    const long = { body: `{${' '.repeat(3 * 1024 * 1024)}` };
    const answer = await send(`POST ${maps}`, long);
    expect(statusOf(answer)).toMatchObject({
      code: 413,
      reason: 'RequestEntityTooLarge',
      message: 'Request entity too large: limit is 3145728',
    });
  });

  it('counts the bytes of a body, not its characters', async () => {
    const { send } = await start();
    const bodyOf = (text: string): string =>
      JSON.stringify({ metadata: { name: 'a' }, data: { k: text } });
    const frame = Buffer.byteLength(bodyOf(''));
    const room = 3 * 1024 * 1024 - frame;
    const fits = 'ü'.repeat(Math.floor(room / 2));
    // It may be sent; it is too long for a ConfigMap.
    expect((await send(`POST ${maps}?dryRun=All`, { body: bodyOf(fits) })).status).toBe(422);
    expect((await send(`POST ${maps}?dryRun=All`, { body: bodyOf(`${fits}üü`) })).status).toBe(413);
  });

  it.each([
    ['POST', 'application/xml', 415],
    ['PATCH', 'application/json', 415],
    ['PUT', 'text/plain', 415],
  ])('refuses %s of %s', async (method, type, status) => {
    const { send } = await start();
    const line = method === 'POST' ? `POST ${maps}` : `${method} ${maps}/kube-root-ca.crt`;
    const answer = await send(line, { body: '{}', headers: { 'content-type': type } });
    expect(answer.status).toBe(status);
    expect(statusOf(answer)).toMatchObject({ kind: 'Status', reason: 'UnsupportedMediaType' });
  });

  it('answers in the form that is asked for, failures too', async () => {
    const { send } = await start();
    const formOf = async (line: string, accept: string): Promise<unknown[]> => {
      const { status, headers } = await send(line, { headers: { accept } });
      return [status, headers['content-type']];
    };
    const [there, missing] = [`GET ${maps}`, `GET ${maps}/none`];
    expect(await formOf(there, 'application/yaml')).toEqual([200, 'application/yaml']);
    expect(await formOf(missing, 'application/yaml')).toEqual([404, 'application/yaml']);
    expect(await formOf(there, 'text/html, */*;q=0.1')).toEqual([200, 'application/json']);
    expect(await formOf(there, 'text/html')).toEqual([406, 'application/json']);
    const wanted = 'application/json;q=0.2, application/yaml;q=0.9';
    expect(await formOf(there, wanted)).toEqual([200, 'application/yaml']);
    const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    const answer = await send(there, { headers: { accept: `${table},application/json` } });
    expect(statusOf(answer)).toMatchObject({ kind: 'Table', apiVersion: 'meta.k8s.io/v1' });
  });
});
