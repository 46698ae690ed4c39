import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Api } from './api.ts';

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

/** What the API server asks. */
export interface Review {
  readonly uid: string;
  readonly operation: string;
  readonly name?: string;
  readonly object: { readonly metadata: Record<string, unknown>; readonly data?: object } | null;
  readonly oldObject: object | null;
  readonly [field: string]: unknown;
}

/** One webhook of a case. */
export interface WebhookOptions {
  readonly type: 'mutating' | 'validating';
  /** What it says of a review; without `uid` that of the review is added. */
  readonly answer?: (review: Review) => object;
  /** Instead of a server that answers. */
  readonly clientConfig?: object;
  /** Beside its name, rules and selector. */
  readonly entry?: object;
  readonly rule?: object;
}

const kinds = {
  mutating: 'MutatingWebhookConfiguration',
  validating: 'ValidatingWebhookConfiguration',
} as const;

/** Serves webhooks for the ConfigMaps of the case's namespace while `run` does requests. */
export async function withWebhooks(
  api: Api,
  webhooks: readonly WebhookOptions[],
  run: () => Promise<void>,
): Promise<void> {
  const called = new Set<number>();
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const index = Number(/\/(\d+)/.exec(request.url ?? '')?.[1]);
      const review = JSON.parse(Buffer.concat(chunks).toString()) as { request: Review };
      called.add(index);
      const isProbe = review.request.name === 'probe';
      const said = isProbe ? { allowed: true } : (webhooks[index]?.answer?.(review.request) ?? {});
      const answer = { uid: review.request.uid, ...said };
      const body = { kind: 'AdmissionReview', apiVersion: 'admission.k8s.io/v1', response: answer };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const caBundle = Buffer.from(certificate).toString('base64');
  const root = '/apis/admissionregistration.k8s.io/v1';
  const path = (type: string) => `${root}/${type}webhookconfigurations`;
  const quiet = { record: false } as const;
  const types = [...new Set(webhooks.map(({ type }) => type))];
  try {
    await api.get(`${api.core}/configmaps/none`, quiet);
    for (const type of types) {
      const entries = webhooks.flatMap((webhook, index) => {
        if (webhook.type !== type) return [];
        const url = `https://127.0.0.1:${port}/${index}`;
        const { clientConfig = { url, caBundle }, entry, rule } = webhook;
        return [
          {
            name: `hook${index}.example.com`,
            admissionReviewVersions: ['v1'],
            sideEffects: 'None',
            clientConfig,
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': api.namespace } },
            rules: [
              {
                apiGroups: [''],
                apiVersions: ['v1'],
                resources: ['configmaps'],
                operations: ['*'],
                ...rule,
              },
            ],
            ...entry,
          },
        ];
      });
      const metadata = { name: `hooks-${api.id}` };
      const kind = kinds[type];
      const apiVersion = 'admissionregistration.k8s.io/v1';
      await api.post(path(type), { apiVersion, kind, metadata, webhooks: entries }, quiet);
    }
    // Until the server has heard of all of them.
    const probe = { metadata: { name: 'probe' } };
    for (let isKnown = false; !isKnown;) {
      const { status } = await api.post(`${api.core}/configmaps?dryRun=All`, probe, quiet);
      const asked = webhooks.filter(({ clientConfig }) => clientConfig === undefined).length;
      isKnown = asked === 0 ? status >= 400 || webhooks.every(isOpen) : called.size >= asked;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await run();
  } finally {
    for (const type of types) await api.delete(`${path(type)}/hooks-${api.id}`, undefined, quiet);
    server.closeAllConnections();
    server.close();
  }
}

/** Its failures do not show: time has to do. */
function isOpen({ entry }: WebhookOptions): boolean {
  return JSON.stringify(entry ?? {}).includes('Ignore');
}
