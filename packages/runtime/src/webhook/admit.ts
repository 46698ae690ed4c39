import { type KubernetesObject, pluralOf } from '@keelson/kubernetes';
import type { ObjectMeta, Status } from '@keelson/kubernetes/meta/v1';
import type {
  AdmissionHandler,
  AdmissionOperation,
  AdmissionRequest,
  Defaulter,
  Validator,
} from '../api/admission.ts';
import { applyJsonPatch } from '../api/apply-json-patch.ts';
import { deepFreeze } from '../api/deep-freeze.ts';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import { groupVersionKindOf } from '../api/group-version-kind.ts';
import type { JsonPatchOperation } from '../api/json-patch.ts';
import { type Mutable, mutable } from '../api/mutable.ts';
import type { ResourceRef, UnstructuredObject } from '../api/resource-ref.ts';
import type { CreateInput } from '../client/client.ts';
import { webhookDeclarationsOf } from '../decorators/webhook.ts';
import { resourceTypeOf } from '../scheme/resource-type-of.ts';
import type { Logger } from '../util/logger.ts';
import { silentLogger } from '../util/pino-logger.ts';
import { answerAdmission, contextOf } from './admission-endpoint.ts';
import type { AdmissionResponse } from './admission-response.ts';
import { Converters } from './converters.ts';
import { judgeOf } from './judge.ts';
import { noWebhookMetrics } from './webhook-metrics.ts';

/**
 * What is asked of {@link admit}: an operation, and the objects that go with it. They need neither
 * apiVersion and kind, when the webhook is declared `for` a kind, nor what the server fills in.
 */
export interface AdmitInput<T extends KubernetesObject> extends Partial<
  Omit<AdmissionRequest, 'operation' | 'object' | 'oldObject'>
> {
  readonly operation: AdmissionOperation;
  readonly object?: CreateInput<T>;
  readonly oldObject?: CreateInput<T>;
  /** @default silent */
  readonly logger?: Logger;
}

/** What became of the request. */
export interface Admission<T extends KubernetesObject> {
  readonly allowed: boolean;
  /** After defaulting; undefined on DELETE. */
  readonly object: T | undefined;
  /** Code, reason and message of the answer. */
  readonly status: Status;
  readonly warnings: readonly string[];
}

/**
 * Asks a webhook as the API server would, without a server: its mutating part first, then its
 * validating part of what came out. For unit tests.
 *
 * ```ts
 * const { allowed, object } = await admit(new SailorWebhook(), { operation: 'CREATE', object: sailor });
 * ```
 *
 * @throws {TypeError} when the class has no webhook decorator, or it cannot be known what kind an object is
 */
export async function admit<T extends KubernetesObject>(
  webhook: Defaulter<T> | Validator<T> | AdmissionHandler<T>,
  input: AdmitInput<T>,
): Promise<Admission<T>> {
  const instance: object = webhook;
  const declarations = webhookDeclarationsOf(instance.constructor);
  if (declarations.length === 0) {
    throw new TypeError(
      `class ${instance.constructor.name} has no webhook decorator: write @MutatingWebhook or @ValidatingWebhook above it`,
    );
  }
  const { logger = silentLogger, ...question } = input;
  const declaredFor = declarations.find(({ options }) => options.for !== undefined)?.options.for;
  const oldObject = completed(input.oldObject, declaredFor);
  let object = completed(input.object, declaredFor);
  const warnings: string[] = [];
  let status: Status = { code: 200 };
  for (const type of ['mutating', 'validating'] as const) {
    if (!declarations.some((declaration) => declaration.type === type)) continue;
    const request = requestFrom({ ...question, oldObject }, object);
    const context = contextOf(request, { logger, signal: new AbortController().signal });
    const judge = judgeOf(type, instance);
    const response = await answerAdmission(judge, request, { context, metrics: noWebhookMetrics });
    warnings.push(...(response.warnings ?? []));
    ({ status } = response);
    if (!response.allowed)
      return { allowed: false, object: object as T | undefined, status, warnings };
    object = applyJsonPatch(object, patchOf(response)) as Mutable<T> | undefined;
  }
  return { allowed: true, object: object as T | undefined, status, warnings };
}

/** What {@link convert} takes: an object of any version, which need not have what the server fills in. */
export interface ConvertInput {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: DeepReadonly<ObjectMeta>;
  readonly spec?: unknown;
  readonly status?: unknown;
}

/**
 * Converts an object as the webhook server would, through the hub. For unit tests.
 * @throws {Error} when there is no way, or a converter throws
 */
export async function convert<T extends KubernetesObject>(
  converters: readonly object[],
  object: ConvertInput,
  to: ResourceRef<T>,
): Promise<T> {
  const all = new Converters();
  for (const converter of converters) all.add(converter);
  const source = deepFreeze(mutable(object)) as unknown as UnstructuredObject;
  return (await all.convert(source, resourceTypeOf(to).apiVersion)) as unknown as T;
}

/** A copy of the object, with the apiVersion and kind that the webhook is declared for if it has none. */
function completed<T extends KubernetesObject>(
  object: CreateInput<T> | undefined,
  declaredFor: ResourceRef | undefined,
): UnstructuredObject | undefined {
  if (object === undefined) return undefined;
  const { apiVersion, kind } =
    declaredFor === undefined ? object : { ...resourceTypeOf(declaredFor), ...object };
  if (apiVersion === undefined || kind === undefined) {
    throw new TypeError(
      `${object.metadata.name ?? 'the object'} has no apiVersion and kind: write them, since the webhook is not declared for one kind`,
    );
  }
  return { ...mutable(object), apiVersion, kind } as unknown as UnstructuredObject;
}

/** Of a CONNECT. */
const nothing = { apiVersion: 'v1', kind: '', metadata: undefined };

type Question = Omit<AdmitInput<KubernetesObject>, 'logger' | 'object' | 'oldObject'> & {
  readonly oldObject: UnstructuredObject | undefined;
};

function requestFrom(
  { oldObject, ...given }: Question,
  object: UnstructuredObject | undefined,
): DeepReadonly<AdmissionRequest> {
  const { apiVersion, kind, metadata } = object ?? oldObject ?? nothing;
  const { group, version } = groupVersionKindOf({ apiVersion, kind });
  return deepFreeze<AdmissionRequest>({
    uid: '00000000-0000-4000-8000-000000000000',
    kind: { group, version, kind },
    resource: { group, version, resource: pluralOf(kind) },
    userInfo: { username: 'test', groups: ['system:authenticated'] },
    ...(metadata?.name !== undefined && { name: metadata.name }),
    ...(metadata?.namespace !== undefined && { namespace: metadata.namespace }),
    ...given,
    ...(object !== undefined && { object: mutable(object) }),
    ...(oldObject !== undefined && { oldObject: mutable(oldObject) }),
  });
}

function patchOf({ patch }: AdmissionResponse): JsonPatchOperation[] {
  if (patch === undefined) return [];
  return JSON.parse(Buffer.from(patch, 'base64').toString()) as JsonPatchOperation[];
}
