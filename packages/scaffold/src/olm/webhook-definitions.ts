import type { Manifest } from '../project/read-manifests.ts';

interface ClientConfig {
  readonly service?: { readonly path?: string; readonly port?: number };
}

interface Webhook {
  readonly name: string;
  readonly clientConfig: ClientConfig;
  readonly [field: string]: unknown;
}

/** The port of the manager's server, which OLM's service leads to. */
const targetPort = 9443;

const types: Readonly<Record<string, string>> = {
  MutatingWebhookConfiguration: 'MutatingAdmissionWebhook',
  ValidatingWebhookConfiguration: 'ValidatingAdmissionWebhook',
};

/** The webhooks of configurations, which OLM makes anew with its own service and certificate. */
export function webhookDefinitions(manifests: readonly Manifest[]): object[] {
  const deploymentName = deploymentOf(manifests);
  return manifests.flatMap((manifest) => {
    const type = types[manifest.kind];
    if (type === undefined) return [];
    return ((manifest['webhooks'] ?? []) as readonly Webhook[]).map((webhook) => {
      const { name: generateName, clientConfig, namespaceSelector: _, ...rest } = webhook;
      const { path: webhookPath, port: containerPort = 443 } = clientConfig.service ?? {};
      return {
        ...rest,
        type,
        generateName,
        deploymentName,
        containerPort,
        targetPort,
        webhookPath,
      };
    });
  });
}

/** The converters of definitions. */
export function conversionWebhooks(manifests: readonly Manifest[]): object[] {
  const deploymentName = deploymentOf(manifests);
  return manifests.flatMap((manifest) => {
    const { conversion, names } = (manifest['spec'] ?? {}) as {
      readonly names?: { readonly singular?: string };
      readonly conversion?: {
        readonly strategy: string;
        readonly webhook?: {
          readonly clientConfig?: ClientConfig;
          readonly conversionReviewVersions?: readonly string[];
        };
      };
    };
    if (conversion?.strategy !== 'Webhook') return [];
    const { clientConfig, conversionReviewVersions = ['v1'] } = conversion.webhook ?? {};
    return [
      {
        type: 'ConversionWebhook',
        admissionReviewVersions: conversionReviewVersions,
        containerPort: clientConfig?.service?.port ?? 443,
        conversionCRDs: [manifest.metadata.name],
        deploymentName,
        generateName: `c${names?.singular ?? ''}.kb.io`,
        sideEffects: 'None',
        targetPort,
        webhookPath: clientConfig?.service?.path ?? '/convert',
      },
    ];
  });
}

function deploymentOf(manifests: readonly Manifest[]): string | undefined {
  return manifests.find(({ kind }) => kind === 'Deployment')?.metadata.name;
}
