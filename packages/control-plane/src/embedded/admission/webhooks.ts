import { equalJson, isJsonObject, type JsonObject } from '@keelson/schema';
import { applyJsonPatch } from '../patch/json-patch.ts';
import { parsePatch } from '../patch/patch-body.ts';
import { printJson } from '../json/print-json.ts';
import type { ResourceRegistry } from '../registry/resource-registry.ts';
import type { AdmissionAttributes, AdmissionStep } from '../rest/admission.ts';
import type { ServedResource } from '../rest/served-resource.ts';
import { badRequest, internalError, StatusError } from '../status-error.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { endpointOf, type WebhookCaller } from './call-webhook.ts';
import type { MatchConditions } from './match-conditions.ts';
import { type Hook, hooksIn, type HookTarget, isExempt, targetOf } from './webhook-hooks.ts';
import { denialOf, readAnswer, type ReviewAnswer, reviewOf } from './webhook-review.ts';

/** What asking webhooks takes. */
export interface WebhookParts {
  readonly store: ObjectStore;
  readonly registry: ResourceRegistry;
  readonly caller: WebhookCaller;
  readonly conditions: MatchConditions;
  readonly newUid: () => string;
}

const group = 'admissionregistration.k8s.io';

/** Asks the mutating webhooks one after the other (admission plugin MutatingAdmissionWebhook). */
export function mutatingWebhooks(parts: WebhookParts): AdmissionStep {
  return {
    admit: (attributes) => {
      const hooks = relevantHooks(parts, `mutatingwebhookconfigurations.${group}`, attributes);
      return hooks.length === 0 ? undefined : mutate(parts, hooks, attributes);
    },
  };
}

/** Asks the validating webhooks all at once (admission plugin ValidatingAdmissionWebhook). */
export function validatingWebhooks(parts: WebhookParts): AdmissionStep {
  return {
    validate: (attributes) => {
      const hooks = relevantHooks(parts, `validatingwebhookconfigurations.${group}`, attributes);
      const targets = hooks.flatMap((hook) => targetIn(parts, hook, attributes) ?? []);
      return targets.length === 0 ? undefined : validate(parts, targets, attributes);
    },
  };
}

function relevantHooks(
  { store }: WebhookParts,
  storage: string,
  attributes: AdmissionAttributes,
): Hook[] {
  const hooks = hooksIn(store, storage);
  return hooks.length === 0 || isExempt(attributes) ? [] : hooks;
}

function targetIn(
  { store, registry }: WebhookParts,
  hook: Hook,
  attributes: AdmissionAttributes,
): HookTarget | undefined {
  return targetOf(hook, attributes, {
    labelsOf: (name) => {
      const stored = store.get({ resource: 'namespaces', namespace: '', name });
      const metadata = stored?.object['metadata'];
      return isJsonObject(metadata) ? metadata['labels'] : undefined;
    },
    versionsOf: (apiGroup, plural) =>
      registry
        .all()
        .filter((one) => one.isCustom && one.group === apiGroup && one.plural === plural)
        .map(({ version }) => version),
  });
}

/** A call that is to be made: the objects are in the version that the hook is asked about. */
interface HookCall {
  readonly target: HookTarget;
  readonly attributes: AdmissionAttributes;
}

/** @returns undefined when the match conditions leave the write out */
async function callOf(
  { conditions }: WebhookParts,
  target: HookTarget,
  attributes: AdmissionAttributes,
): Promise<HookCall | undefined> {
  const { resource, object, old } = attributes;
  const asked = {
    ...attributes,
    object: object && (await inVersion(object, resource, target.version)),
    old: old && (await inVersion(old, resource, target.version)),
  };
  return conditions.match(target, asked) ? { target, attributes: asked } : undefined;
}

/** A custom resource without a converter differs in its apiVersion only. */
async function inVersion(
  object: JsonObject,
  { conversion, group, version: own }: ServedResource,
  version: string,
): Promise<JsonObject> {
  if (version === own) return object;
  if (conversion !== undefined) return conversion.inVersion(object, version);
  return { ...object, apiVersion: `${group}/${version}` };
}

/** Those that asked for it are asked once more about what later ones changed. */
async function mutate(
  parts: WebhookParts,
  hooks: readonly Hook[],
  attributes: AdmissionAttributes,
): Promise<void> {
  let reinvocable = new Set<string>();
  const again = new Set<string>();
  for (const round of [0, 1]) {
    for (const hook of hooks) {
      if (round === 1 && !again.has(hook.id)) continue;
      const target = targetIn(parts, hook, attributes);
      if (target === undefined) continue;
      if (await mutateOnce(parts, target, attributes)) {
        for (const id of reinvocable) again.add(id);
        reinvocable = new Set();
      }
      if (hook.entry['reinvocationPolicy'] === 'IfNeeded') reinvocable.add(hook.id);
    }
  }
}

/** @returns whether the object is another than before */
async function mutateOnce(
  parts: WebhookParts,
  target: HookTarget,
  attributes: AdmissionAttributes,
): Promise<boolean> {
  const call = await callOf(parts, target, attributes);
  if (call === undefined) return false;
  const answer = await ask(parts, call, { isMutating: true });
  if (answer === undefined || answer.patch === '') return false;
  const { object, resource } = attributes;
  const { name } = target.hook;
  if (object === undefined) {
    throw internalError(
      `admission webhook ${JSON.stringify(name)} attempted to modify the object, which is not supported for this operation`,
    );
  }
  const changed = patchedBy(answer.patch, call.attributes.object as JsonObject);
  const patched = await inVersion(
    changed,
    { ...resource, version: target.version },
    resource.version,
  );
  resource.strategy.decode(patched);
  patched['apiVersion'] = object['apiVersion'] ?? null;
  resource.strategy.setDefaults(patched);
  if (equalJson(patched, object)) return false;
  for (const key of Object.keys(object)) delete object[key];
  Object.assign(object, patched);
  return true;
}

function patchedBy(patch: string, object: JsonObject): JsonObject {
  try {
    const { value } = applyJsonPatch(object, parsePatch(patch), 'Ignore');
    if (isJsonObject(value)) return value;
    throw new Error('the patched object is no object');
  } catch (error) {
    throw internalError(error instanceof Error ? error.message : String(error));
  }
}

async function validate(
  parts: WebhookParts,
  targets: readonly HookTarget[],
  attributes: AdmissionAttributes,
): Promise<void> {
  const calls: HookCall[] = [];
  for (const target of targets) {
    const call = await callOf(parts, target, attributes);
    if (call !== undefined) calls.push(call);
  }
  const outcomes = await Promise.allSettled(
    calls.map((call) => ask(parts, call, { isMutating: false })),
  );
  const refusal = outcomes.find(({ status }) => status === 'rejected');
  if (refusal?.status === 'rejected') throw refusal.reason;
}

/** @returns undefined when it could not be asked, and that does not matter */
async function ask(
  { caller, newUid }: WebhookParts,
  { target: { hook, version }, attributes }: HookCall,
  { isMutating }: { isMutating: boolean },
): Promise<ReviewAnswer | undefined> {
  const { name, entry } = hook;
  const { sideEffects, failurePolicy, clientConfig, timeoutSeconds } = entry;
  if (attributes.dryRun && sideEffects !== 'None' && sideEffects !== 'NoneOnDryRun') {
    throw badRequest(`admission webhook ${JSON.stringify(name)} does not support dry run`);
  }
  let answer: ReviewAnswer;
  try {
    const uid = newUid();
    const body = printJson(reviewOf(attributes, { uid, version }));
    const seconds = typeof timeoutSeconds === 'number' ? timeoutSeconds : 10;
    const text = await reach(async () =>
      caller.call(endpointOf(isJsonObject(clientConfig) ? clientConfig : {}, seconds), body),
    );
    answer = verified(text, { uid, isMutating });
  } catch (error) {
    if (failurePolicy === 'Ignore') return undefined;
    const why = error instanceof Error ? error.message : String(error);
    throw internalError(`failed calling webhook ${JSON.stringify(name)}: ${why}`);
  }
  attributes.warnings?.push(...answer.warnings);
  if (answer.allowed) return answer;
  throw denialOf(name, answer);
}

async function reach(call: () => Promise<string>): Promise<string> {
  try {
    return await call();
  } catch (error) {
    throw new Error(`failed to call webhook: ${(error as Error).message}`, { cause: error });
  }
}

function verified(text: string, expected: { uid: string; isMutating: boolean }): ReviewAnswer {
  try {
    return readAnswer(text, expected);
  } catch (error) {
    if (error instanceof StatusError) throw error;
    throw new Error(`received invalid webhook response: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
