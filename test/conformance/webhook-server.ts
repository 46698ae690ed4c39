import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** Self-signed, for 127.0.0.1. It protects nothing. */
const certificate = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUHhYouEGsPfZOOhhVJIKBagMfy0wwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzA0NDQyMloYDzIxMjYxMDMw
MDQ0NDIyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASslx7E5+rkx+8AaqpojCMuXoCAY1v7JdSqK7aghY1FTyUvopBGeyqQ
UpmEHrg5IsiS6XlCl4W9TVorYt/Lv/tlo28wbTAdBgNVHQ4EFgQUv/zfB+9/h5vC
7mF7tTkO/kAHCjgwHwYDVR0jBBgwFoAUv/zfB+9/h5vC7mF7tTkO/kAHCjgwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgVyDblUi0KPTae6QlYaRAL9Uxp/Ez6hv341ilfcrGt3ECIQCM
j3IHhhlvsnUhumjc8450lpAyDe9P2ZbUZFx20IqxRw==
-----END CERTIFICATE-----
`;

const privateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgPY9are6MR1OyEaxo
M5CDUHenFtOJMNptrIWJtwWiC/yhRANCAASslx7E5+rkx+8AaqpojCMuXoCAY1v7
JdSqK7aghY1FTyUvopBGeyqQUpmEHrg5IsiS6XlCl4W9TVorYt/Lv/tl
-----END PRIVATE KEY-----
`;

/** An HTTPS server of a case, as the API server is told of it. */
export interface WebhookServer extends AsyncDisposable {
  /** Without a path. */
  readonly url: string;
  readonly caBundle: string;
}

/** What a webhook answers: a status code and a body. */
export interface WebhookAnswer {
  readonly status?: number;
  readonly body: unknown;
}

/** Serves webhooks on a free port; `answer` gets the path and the review. */
export async function serveWebhooks(
  answer: (path: string, review: unknown) => WebhookAnswer,
): Promise<WebhookServer> {
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const review: unknown = JSON.parse(Buffer.concat(chunks).toString());
      const { status = 200, body } = answer(request.url ?? '', review);
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    caBundle: Buffer.from(certificate).toString('base64'),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
