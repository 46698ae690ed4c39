import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CertificateAuthority } from '../../certificate-authority.ts';
import type { ClientCertificate } from '../../control-plane.ts';
import { type EmbeddedControlPlane, startEmbedded } from './embedded-control-plane.ts';

interface Call {
  readonly credentials?: ClientCertificate | undefined;
  readonly headers?: Readonly<Record<string, string | string[]>> | undefined;
}

const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const review = JSON.stringify({
  apiVersion: 'authentication.k8s.io/v1',
  kind: 'SelfSubjectReview',
});
const json = { 'content-type': 'application/json' };

async function start(): Promise<EmbeddedControlPlane> {
  const controlPlane = await startEmbedded();
  onTestFinished(() => controlPlane.stop());
  return controlPlane;
}

function caOf({ kubeconfig }: EmbeddedControlPlane): Buffer {
  const { clusters } = JSON.parse(kubeconfig) as {
    clusters: { cluster: Record<string, string> }[];
  };
  return Buffer.from(clusters[0]!.cluster['certificate-authority-data']!, 'base64');
}

function tlsOf(controlPlane: EmbeddedControlPlane, { credentials }: Call): object {
  const { certificate: cert, privateKey: key } = credentials ?? {};
  return { ca: caOf(controlPlane), cert, key };
}

/** What the server takes the client for: `name: groups`, or the status of the refusal. */
function shownOf(status: number | undefined, body: string): string {
  if (status !== 201) return String(status);
  const { userInfo } = (JSON.parse(body) as { status: { userInfo: Record<string, string> } })
    .status;
  return `${userInfo['username']}: ${String(userInfo['groups'])}`;
}

async function overHttp1(controlPlane: EmbeddedControlPlane, call: Call) {
  const url = new URL(path, controlPlane.url);
  const tls = tlsOf(controlPlane, call);
  const outgoing = request(url, {
    method: 'POST',
    agent: false,
    ...tls,
    headers: { ...json, ...call.headers },
  });
  outgoing.end(review);
  const [response] = await once(outgoing, 'response');
  return shownOf(response.statusCode, await text(response));
}

async function overHttp2(controlPlane: EmbeddedControlPlane, call: Call) {
  const session = connectHttp2(controlPlane.url, tlsOf(controlPlane, call));
  onTestFinished(() => session.destroy());
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    ...json,
    ...call.headers,
  });
  stream.end(review);
  const [headers] = await once(stream, 'response');
  return shownOf(headers[':status'], await text(stream));
}

describe.each([
  ['HTTP/1.1', overHttp1],
  ['HTTP/2', overHttp2],
])('users over TLS with %s', (_protocol, ask) => {
  it('are who their certificate says, whatever token they show', async () => {
    const controlPlane = await start();
    const { credentials } = await controlPlane.addUser('jane', ['ops', 'dev']);
    const jane = 'jane: ops,dev,system:authenticated';
    expect(await ask(controlPlane, { credentials })).toBe(jane);
    const headers = { authorization: 'Bearer x' };
    expect(await ask(controlPlane, { credentials, headers })).toBe(jane);
    const { adminCredentials } = controlPlane;
    expect(await ask(controlPlane, { credentials: adminCredentials })).toBe(
      'admin: system:masters,system:authenticated',
    );
  });

  it('are nobody with the certificate of another authority, and refused', async () => {
    const controlPlane = await start();
    const credentials = CertificateAuthority.create().issue({ commonName: 'jane' });
    expect(await ask(controlPlane, { credentials })).toBe('401');
    expect(await ask(controlPlane, {})).toBe('403');
  });

  it('stay who they are after a reset', async () => {
    const controlPlane = await start();
    const user = await controlPlane.addUser('jane');
    await controlPlane.reset();
    expect(await ask(controlPlane, user)).toBe('jane: system:authenticated');
    const { status } = await controlPlane
      .transport(user)
      .send({ method: 'POST', path, headers: json, body: review });
    expect(status).toBe(201);
  });

  it('impersonate several groups by as many headers', async () => {
    const controlPlane = await start();
    const headers = { 'impersonate-user': 'bob', 'impersonate-group': ['a', 'b, c'] };
    expect(await ask(controlPlane, { credentials: controlPlane.adminCredentials, headers })).toBe(
      'bob: a,b, c,system:authenticated',
    );
  });
});

describe('a TLS session that is resumed', () => {
  it('has the user of its certificate', async () => {
    const controlPlane = await start();
    const user = await controlPlane.addUser('jane');
    const agent = new Agent({ ...tlsOf(controlPlane, user), keepAlive: false });
    onTestFinished(() => agent.destroy());
    const reused: boolean[] = [];
    for (let round = 0; round < 2; round += 1) {
      const url = new URL('/apis', controlPlane.url);
      const outgoing = request(url, { agent, headers: { 'impersonate-user': 'bob' } }).end();
      const [response] = await once(outgoing, 'response');
      expect(await text(response)).toContain('User \\"jane\\" cannot impersonate');
      reused.push((outgoing.socket as TLSSocket).isSessionReused());
    }
    expect(reused).toEqual([false, true]);
  });
});
