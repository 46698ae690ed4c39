import type { Api } from './api.ts';
import { serveWebhooks } from './webhook-server.ts';

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
  await using server = await serveWebhooks((path, body) => {
    const index = Number(/\/(\d+)/.exec(path)?.[1]);
    const { request } = body as { request: Review };
    called.add(index);
    const said =
      request.name === 'probe' ? { allowed: true } : (webhooks[index]?.answer?.(request) ?? {});
    const response = { uid: request.uid, ...said };
    return { body: { kind: 'AdmissionReview', apiVersion: 'admission.k8s.io/v1', response } };
  });
  const { caBundle } = server;
  const root = '/apis/admissionregistration.k8s.io/v1';
  const path = (type: string) => `${root}/${type}webhookconfigurations`;
  const quiet = { record: false } as const;
  const types = [...new Set(webhooks.map(({ type }) => type))];
  try {
    await api.get(`${api.core}/configmaps/none`, quiet);
    for (const type of types) {
      const entries = webhooks.flatMap((webhook, index) => {
        if (webhook.type !== type) return [];
        const url = `${server.url}/${index}`;
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
  }
}

/** Its failures do not show: time has to do. */
function isOpen({ entry }: WebhookOptions): boolean {
  return JSON.stringify(entry ?? {}).includes('Ignore');
}
