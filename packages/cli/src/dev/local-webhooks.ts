import type { Manifest } from '@keelson/scaffold';
import type { Placement } from './project-rights.ts';

/** Where a manager that is developed serves its webhooks. */
const localUrl = 'https://127.0.0.1:9443';

const configurations: ReadonlySet<string> = new Set([
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
]);

interface ClientConfig {
  readonly service?: { readonly path?: string };
}

/** Whether a manifest declares webhooks; what else stands beside it is for a cluster with pods. */
export function isWebhookConfiguration({ kind }: Manifest): boolean {
  return configurations.has(kind);
}

/**
 * A webhook configuration as kustomize would name it, calling the operator on this machine. Whom to
 * trust is for the operator to say, when it runs.
 */
export function localConfiguration(manifest: Manifest, { prefix }: Placement): Manifest {
  const { metadata, webhooks } = manifest as Manifest & {
    readonly webhooks?: readonly { readonly clientConfig: ClientConfig }[];
  };
  return {
    ...manifest,
    metadata: { ...metadata, name: `${prefix}${metadata.name}` },
    webhooks: webhooks?.map((entry) => ({ ...entry, clientConfig: local(entry.clientConfig) })),
  };
}

/** A definition whose conversion webhook is on this machine; one without is left as it is. */
export function localDefinition<T extends object>(definition: T): T {
  const { spec } = definition as {
    readonly spec?: { readonly conversion?: { readonly webhook?: { clientConfig: ClientConfig } } };
  };
  const { conversion } = spec ?? {};
  if (conversion?.webhook === undefined) return definition;
  const clientConfig = local(conversion.webhook.clientConfig);
  const webhook = { ...conversion.webhook, clientConfig };
  return { ...definition, spec: { ...spec, conversion: { ...conversion, webhook } } };
}

function local(clientConfig: ClientConfig): ClientConfig | { readonly url: string } {
  const { service } = clientConfig;
  return service === undefined ? clientConfig : { url: `${localUrl}${service.path ?? '/'}` };
}
