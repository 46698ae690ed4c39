import type { KubernetesObject } from '@keelson/kubernetes';
import type { LabelSelector } from '@keelson/kubernetes/meta/v1';
import type {
  AdmissionHandler,
  AdmissionOperation,
  Defaulter,
  Validator,
} from '../api/admission.ts';
import type { TokenAuthenticator } from '../api/authentication.ts';
import type { Converter } from '../api/conversion.ts';
import type { ResourceRef } from '../api/resource-ref.ts';
import { MetadataKey } from './metadata.ts';

/**
 * What both webhook decorators take. All values must be constants: the generator reads them from
 * source. Semantics and defaults: `admissionregistration.k8s.io/v1`, controller-gen's
 * `+kubebuilder:webhook`.
 */
export interface WebhookOptions<T extends KubernetesObject = KubernetesObject> {
  /** The kind: gives the groups, versions, resources, path and name. @default none: they must be given */
  readonly for?: ResourceRef<T>;
  /** @default that of `for` */
  readonly groups?: readonly string[];
  /** @default that of `for` */
  readonly versions?: readonly string[];
  /** Plurals, with the subresource after a slash; `'*'` and `'pods/*'` are allowed. @default that of `for` */
  readonly resources?: readonly string[];
  /** @default `['CREATE', 'UPDATE']`, with `'DELETE'` when the class has `validateDelete` */
  readonly operations?: readonly (AdmissionOperation | '*')[];
  readonly scope?: 'Cluster' | 'Namespaced' | '*';
  /** Where it is served. @default `/mutate-GROUP-VERSION-KIND` or `/validate-...`, dots as dashes */
  readonly path?: string;
  /** Unique in the configuration, with two dots at least. @default `mKIND-VERSION.kb.io` or `vKIND-...` */
  readonly name?: string;
  /** What happens when the webhook cannot be asked. @default 'Fail' */
  readonly failurePolicy?: 'Fail' | 'Ignore';
  /** Whether requests in other versions of the same kind count. @default the API server's: 'Equivalent' */
  readonly matchPolicy?: 'Exact' | 'Equivalent';
  /** `NoneOnDryRun`: look at `context.dryRun`. @default 'None' */
  readonly sideEffects?: 'None' | 'NoneOnDryRun';
  /** 1 to 30. @default the API server's: 10 */
  readonly timeoutSeconds?: number;
  /** `v1`, the one that the server answers, must be among them. @default `['v1']` */
  readonly admissionReviewVersions?: readonly ('v1' | 'v1beta1')[];
  /** Only objects in namespaces with these labels. @default all */
  readonly namespaceSelector?: LabelSelector;
  /** Only objects with these labels. @default all */
  readonly objectSelector?: LabelSelector;
  /** CEL over `object`, `oldObject`, `request`, `authorizer`: asked only if all are true. @default none */
  readonly matchConditions?: readonly { readonly name: string; readonly expression: string }[];
  /** @default 'webhook-service' */
  readonly serviceName?: string;
  /** @default 'system' */
  readonly serviceNamespace?: string;
  /** @default the API server's: 443 */
  readonly servicePort?: number;
  /** Called by URL instead of through the service; `path` is not used then. @default none */
  readonly url?: string;
  /** Of the configuration that the webhook stands in. @default `mutating-webhook-configuration`, `validating-...` */
  readonly configurationName?: string;
}

/** What `@MutatingWebhook` takes. */
export interface MutatingWebhookOptions<
  T extends KubernetesObject = KubernetesObject,
> extends WebhookOptions<T> {
  /** Asked again when a later webhook changed the object. @default the API server's: 'Never' */
  readonly reinvocationPolicy?: 'Never' | 'IfNeeded';
}

/** What `@ValidatingWebhook` takes. */
export type ValidatingWebhookOptions<T extends KubernetesObject = KubernetesObject> =
  WebhookOptions<T>;

/** What `@Conversion` takes. */
export interface ConversionOptions<
  Hub extends KubernetesObject = KubernetesObject,
  Spoke extends KubernetesObject = KubernetesObject,
> {
  /** The version that all others are converted through; one for each kind. */
  readonly hub: ResourceRef<Hub>;
  /** Another version of the same kind. */
  readonly spoke: ResourceRef<Spoke>;
}

/** One decorator on a class. */
export type WebhookDeclaration =
  | { readonly type: 'mutating'; readonly options: MutatingWebhookOptions }
  | { readonly type: 'validating'; readonly options: ValidatingWebhookOptions };

const webhooks = new MetadataKey<readonly WebhookDeclaration[]>('webhooks');
const authentication = new MetadataKey<string>('authentication');
const conversion = new MetadataKey<ConversionOptions>('conversion');

/**
 * Serves a {@link Defaulter}, or an {@link AdmissionHandler}, as a mutating webhook and declares it for
 * the generated MutatingWebhookConfiguration. May be repeated, with different names.
 */
export function MutatingWebhook<T extends KubernetesObject>(options: MutatingWebhookOptions<T>) {
  return (target: abstract new (...args: never[]) => Defaulter<T> | AdmissionHandler<T>): void =>
    record(target, { type: 'mutating', options });
}

/**
 * Serves a {@link Validator}, or an {@link AdmissionHandler}, as a validating webhook and declares it
 * for the generated ValidatingWebhookConfiguration. May be repeated, with different names.
 */
export function ValidatingWebhook<T extends KubernetesObject>(
  options: ValidatingWebhookOptions<T>,
) {
  return (target: abstract new (...args: never[]) => Validator<T> | AdmissionHandler<T>): void =>
    record(target, { type: 'validating', options });
}

/** Serves a {@link Converter} at `/convert`, and sets up conversion in the generated definition. */
export function Conversion<Hub extends KubernetesObject, Spoke extends KubernetesObject>(
  options: ConversionOptions<Hub, Spoke>,
) {
  return (target: abstract new (...args: never[]) => Converter<Hub, Spoke>): void => {
    conversion.set(target, options);
  };
}

/** Serves a {@link TokenAuthenticator} at a path; the API server is told of it by its own flags. */
export function AuthenticationWebhook({ path }: { readonly path: string }) {
  return (target: abstract new (...args: never[]) => TokenAuthenticator): void => {
    authentication.set(target, path);
  };
}

/** What the webhook decorators recorded on a class, in source order. */
export function webhookDeclarationsOf(target: object): readonly WebhookDeclaration[] {
  return webhooks.get(target) ?? [];
}

/** What `@AuthenticationWebhook` recorded on a class. */
export function authenticationPathOf(target: object): string | undefined {
  return authentication.get(target);
}

/** What `@Conversion` recorded on a class. */
export function conversionOptionsOf(target: object): ConversionOptions | undefined {
  return conversion.get(target);
}

function record(target: object, declaration: WebhookDeclaration): void {
  webhooks.set(target, [declaration, ...webhookDeclarationsOf(target)]);
}
