import {
  MutatingWebhookConfiguration,
  ValidatingWebhookConfiguration,
} from '@keelson/kubernetes/admissionregistration/v1';
import { CustomResourceDefinition } from '@keelson/kubernetes/apiextensions/v1';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import { isConflict } from '../client/api-error-predicates.ts';
import type { Client } from '../client/client.ts';
import type { TrustAnchor } from './certificate-store.ts';

/** Names of the objects that name this manager's webhooks, as they are in the cluster. */
export interface AnchorNames {
  readonly mutating: readonly string[];
  readonly validating: readonly string[];
  readonly definitions: readonly string[];
}

/** How an API server reaches a webhook. */
interface ClientConfig {
  readonly caBundle?: string | undefined;
  readonly url?: string | undefined;
  readonly service?: { readonly path?: string | undefined } | undefined;
}

/** Where webhooks are served on this machine: the configurations are made to say so. @default as they say */
export type LocalUrl = string | undefined;

type Reader = Pick<Client, 'get' | 'patch'>;

/** The configurations and definitions that there are. */
export async function readAnchors(
  client: Reader,
  names: AnchorNames,
  localUrl?: LocalUrl,
): Promise<TrustAnchor[]> {
  const found = await Promise.all([
    ...names.mutating.map((name) =>
      configurationAnchor(client, { type: MutatingWebhookConfiguration, name, localUrl }),
    ),
    ...names.validating.map((name) =>
      configurationAnchor(client, { type: ValidatingWebhookConfiguration, name, localUrl }),
    ),
    ...names.definitions.map((name) => definitionAnchor(client, { name, localUrl })),
  ]);
  return found.filter((anchor) => anchor !== undefined);
}

interface Place {
  readonly name: string;
  readonly localUrl: LocalUrl;
}

async function configurationAnchor(
  client: Reader,
  place: Place & {
    readonly type: typeof MutatingWebhookConfiguration | typeof ValidatingWebhookConfiguration;
  },
): Promise<TrustAnchor | undefined> {
  const { type, name, localUrl } = place;
  const object = await client.get<MutatingWebhookConfiguration | ValidatingWebhookConfiguration>(
    type,
    { name },
  );
  if (object === undefined) return undefined;
  const { resourceVersion } = object.metadata;
  const entries = object.webhooks ?? [];
  return {
    name: `${type.kind} ${name}`,
    trusts: (bundle) =>
      entries.every(({ clientConfig }) => isRight(clientConfig, bundle, localUrl)),
    publish: (bundle) => {
      const webhooks = entries.map((entry) => ({
        ...entry,
        clientConfig: corrected(entry.clientConfig, bundle, localUrl),
      }));
      const body = { metadata: { resourceVersion }, webhooks };
      return unlessConflict(client.patch(type, { name }, { type: 'merge', body }));
    },
  };
}

async function definitionAnchor(
  client: Reader,
  { name, localUrl }: Place,
): Promise<TrustAnchor | undefined> {
  const object = await client.get(CustomResourceDefinition, { name });
  const clientConfig = object?.spec.conversion?.webhook?.clientConfig;
  if (object === undefined || clientConfig === undefined) return undefined;
  const { resourceVersion } = object.metadata;
  return {
    name: `CustomResourceDefinition ${name}`,
    trusts: (bundle) => isRight(clientConfig, bundle, localUrl),
    publish: (bundle) => {
      const right = corrected(clientConfig, bundle, localUrl);
      // A merge patch removes only what is null.
      const webhook = {
        clientConfig: right.url === undefined ? right : { ...right, service: null },
      };
      const body = { metadata: { resourceVersion }, spec: { conversion: { webhook } } };
      return unlessConflict(
        client.patch(CustomResourceDefinition, { name }, { type: 'merge', body }),
      );
    },
  };
}

/** An entry by URL is somebody else's to look after, unless it is of this machine. */
function isOurs({ service, url }: DeepReadonly<ClientConfig>, localUrl: LocalUrl): boolean {
  return service !== undefined || (localUrl !== undefined && isOfThisMachine(url));
}

function isOfThisMachine(url: string | undefined): boolean {
  return url !== undefined && /^https:\/\/(127\.0\.0\.1|localhost)[:/]/.test(url);
}

function isRight(config: DeepReadonly<ClientConfig>, bundle: string, localUrl: LocalUrl): boolean {
  if (!isOurs(config, localUrl)) return true;
  const right = corrected(config, bundle, localUrl);
  return config.caBundle === right.caBundle && config.url === right.url;
}

function corrected(
  config: DeepReadonly<ClientConfig>,
  bundle: string,
  localUrl: LocalUrl,
): DeepReadonly<ClientConfig> {
  if (!isOurs(config, localUrl)) return config;
  const caBundle = Buffer.from(bundle).toString('base64');
  if (localUrl === undefined) return { ...config, caBundle };
  const { service, url } = config;
  const path = service?.path ?? (url === undefined ? '/' : new URL(url).pathname);
  return { url: `${localUrl}${path}`, caBundle };
}

async function unlessConflict(written: Promise<unknown>): Promise<boolean> {
  try {
    await written;
    return true;
  } catch (error) {
    if (isConflict(error)) return false;
    throw error;
  }
}
