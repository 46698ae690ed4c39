import type { WebhookModel } from '../model/webhook-model.ts';

const kinds = {
  mutating: 'MutatingWebhookConfiguration',
  validating: 'ValidatingWebhookConfiguration',
} as const;

/**
 * The webhook configurations, mutating ones first, each with its entries sorted by name. Semantics:
 * controller-gen's webhook generator.
 */
export function webhookConfigurations(webhooks: readonly WebhookModel[]): object[] {
  return (['mutating', 'validating'] as const).flatMap((type) => {
    const ofType = webhooks.filter((webhook) => webhook.type === type);
    const byConfiguration = Map.groupBy(ofType, ({ configurationName }) => configurationName);
    return [...byConfiguration]
      .toSorted(([a], [b]) => compareText(a, b))
      .map(([name, entries]) => ({
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: kinds[type],
        metadata: { name },
        webhooks: entries.toSorted((a, b) => compareText(a.name, b.name)).map(entry),
      }));
  });
}

function entry(webhook: WebhookModel): object {
  const { groups, versions, resources, operations, scope, ...rest } = webhook;
  const given = Object.entries(rest).filter(
    ([key, value]) => value !== undefined && key !== 'type' && key !== 'configurationName',
  );
  return {
    ...Object.fromEntries(given),
    rules: [
      {
        apiGroups: groups,
        apiVersions: versions,
        operations,
        resources,
        ...(scope !== undefined && { scope }),
      },
    ],
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
