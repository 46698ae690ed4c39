import { type Definitions, parseReference, type ServedKind } from '@keelson/kubernetes/schema';
import { cloneJson, equalJson, type JsonObject } from '@keelson/schema';
import { DecodeError } from '../registry/decode-error.ts';
import type { Strategy } from '../registry/strategy.ts';
import { compileDefaults, type TypeDefaults } from './apply-defaults.ts';
import { builtinTable } from './builtin-table.ts';
import { coreDefaults } from './core-defaults.ts';
import { readGoFacts } from './go-facts.ts';
import { groupDefaults } from './group-defaults.ts';
import { ensureObject, numberOf, objectOf } from './json-access.ts';
import type { KindRules } from './kind-rules.ts';
import { kindRulesOf } from './kind-table.ts';
import { QuantityError } from './quantity.ts';
import { TimeError } from './go-time.ts';
import { compileSettling } from './settle-empty.ts';
import { decodeTyped, UndecodableError, zeroOf } from './typed-decoder.ts';
import { type StructNode, TypedNodes } from './typed-node.ts';
import { type WriteRules, writeRulesOf } from './write-rules.ts';

const typeDefaults: TypeDefaults = new Map([...coreDefaults, ...groupDefaults]);

/** Types are compiled once for all kinds and servers that read the same definitions. */
const compiled = new WeakMap<Definitions, TypedNodes>();

function nodesOf(definitions: Definitions): TypedNodes {
  const known = compiled.get(definitions);
  if (known !== undefined) return known;
  const nodes = new TypedNodes(definitions, readGoFacts());
  compiled.set(definitions, nodes);
  return nodes;
}

/** What a strategy is made of. */
interface KindParts {
  readonly rules: KindRules;
  readonly writes: WriteRules;
  /** Type of the status, where the status has an endpoint of its own. */
  readonly status: StructNode | undefined;
}

/**
 * The strategy of a built-in kind: made from its published structure, the facts of its Go types and
 * the rules that are written by hand (pkg/registry of Kubernetes). Call it once for each server: the
 * strategy of Service hands out addresses.
 */
export function builtinStrategy(kind: ServedKind, definitions: Definitions): Strategy {
  const reference = `${moduleOf(kind, definitions)}#${kind.definition}`;
  const fullKind = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  const rules = kindRulesOf(fullKind);
  const writes = writeRulesOf(fullKind);
  const hasStatus = kind.subresources.some(({ name }) => name === 'status');
  // A server knows some eighty kinds and most of its clients use five: the others cost nothing.
  const compileOnce = once((): CompiledKind => {
    const root = nodesOf(definitions).of(reference) as StructNode;
    const statusNode = root.fields.get('status')?.node;
    return {
      root,
      zero: zeroOf(root) as JsonObject,
      fill: compileDefaults(root, typeDefaults),
      settle: compileSettling(root),
      parts: {
        rules,
        writes,
        status: hasStatus && statusNode?.type === 'struct' ? statusNode : undefined,
      },
    };
  });
  const resets = resetFieldsOf(fullKind, { hasStatus, writes });
  return {
    structure: { $ref: reference },
    resolve: (name) => definitions.definitionOf(parseReference(name)),
    allowsUnconditionalUpdate: writes.allowsUnconditionalUpdate,
    allowsCreateOnUpdate: writes.allowsCreateOnUpdate,
    resetFields: (subresource) => resets.get(subresource) ?? noPaths,
    get zero() {
      return compileOnce().zero;
    },
    decode: (object, isConverted) => {
      const unknown = decode(object, compileOnce().root, isConverted);
      rules.convert?.(object);
      return unknown;
    },
    setDefaults: (object) => compileOnce().fill?.(object),
    settle: (object) => compileOnce().settle?.(object),
    prepareForCreate: (object, context) => {
      const { status } = compileOnce().parts;
      if (status !== undefined && !writes.keepsStatusOnCreate) object['status'] = zeroOf(status);
      const metadata = ensureObject(object, 'metadata');
      delete metadata['selfLink'];
      if (writes.generation !== undefined) metadata['generation'] = 1;
      rules.prepareForCreate?.(object, context);
    },
    prepareForUpdate: (object, old, { subresource }) => {
      const { parts } = compileOnce();
      if (subresource === '') prepareMain(object, old, parts);
      else prepareSubresource({ object, old, subresource }, parts);
    },
    validate: (object) => rules.validate?.(object) ?? [],
    validateUpdate: (object, old, { subresource }) =>
      (subresource === ''
        ? rules.validateUpdate?.(object, old)
        : rules.validateSubresource?.(object, old, subresource)) ?? [],
    warningsOf: (object, old) => rules.warningsOf?.(object, old) ?? [],
    fieldLabels: new Map(Object.entries(rules.fieldLabels ?? {})),
    table: builtinTable(fullKind),
  };
}

/** What a strategy needs of the types of its kind. */
interface CompiledKind {
  readonly root: StructNode;
  readonly zero: JsonObject;
  readonly fill: ReturnType<typeof compileDefaults>;
  readonly settle: ReturnType<typeof compileSettling>;
  readonly parts: KindParts;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

const noPaths: readonly (readonly string[])[] = [];

function moduleOf(kind: ServedKind, definitions: Definitions): string {
  const prefix = kind.group === '' ? 'core' : kind.group.slice(0, kind.group.search(/\.|$/u));
  const module = `${prefix}/${kind.version}`;
  if (definitions.modules.includes(module)) return module;
  const found = definitions.modules.find((path) => definitions.moduleOf(path).kinds.includes(kind));
  return found ?? module;
}

function decode(object: JsonObject, root: StructNode, isConverted?: boolean): string[] {
  try {
    return decodeTyped(object, root, isConverted);
  } catch (error) {
    const isRefusal =
      error instanceof UndecodableError ||
      error instanceof QuantityError ||
      error instanceof TimeError;
    if (!isRefusal) throw error;
    throw new DecodeError(error.message);
  }
}

function prepareMain(
  object: JsonObject,
  old: JsonObject,
  { rules, writes, status }: KindParts,
): void {
  if (status !== undefined) object['status'] = cloneJson(old['status'] ?? zeroOf(status));
  rules.prepareForUpdate?.(object, old);
  const metadata = ensureObject(object, 'metadata');
  const oldMetadata = objectOf(old, 'metadata');
  const before = oldMetadata['generation'];
  if (before === undefined) delete metadata['generation'];
  else metadata['generation'] = before;
  if (writes.generation === undefined) return;
  const isMoved = writes.generation.some((part) =>
    part === 'annotations' || part === 'labels'
      ? !equalJson(metadata[part] ?? {}, oldMetadata[part] ?? {})
      : !equalJson(object[part], old[part]),
  );
  if (isMoved) metadata['generation'] = numberOf(oldMetadata, 'generation') + 1;
}

interface SubresourceWrite {
  readonly object: JsonObject;
  readonly old: JsonObject;
  readonly subresource: string;
}

const keptForStatus = [
  'deletionTimestamp',
  'labels',
  'annotations',
  'finalizers',
  'ownerReferences',
];

function prepareSubresource(write: SubresourceWrite, { rules, writes }: KindParts): void {
  const { object, old, subresource } = write;
  const metadata = ensureObject(object, 'metadata');
  const oldMetadata = objectOf(old, 'metadata');
  carry('generation', oldMetadata, metadata);
  if (subresource === 'status' || subresource === 'approval') {
    carry('spec', old, object);
    if (writes.statusKeepsMetadata) {
      for (const key of keptForStatus) carry(key, oldMetadata, metadata);
    }
  } else if (subresource !== 'binding') {
    carry('status', old, object);
  }
  rules.prepareSubresource?.(object, old, subresource);
}

/** Takes a field over from the stored object. */
function carry(key: string, from: JsonObject, to: JsonObject): void {
  const value = from[key];
  if (value === undefined) delete to[key];
  else to[key] = cloneJson(value);
}

/** What a write through an endpoint does not own (the strategies' GetResetFields). */
function resetFieldsOf(
  kind: string,
  { hasStatus, writes }: { readonly hasStatus: boolean; readonly writes: WriteRules },
): ReadonlyMap<string, readonly (readonly string[])[]> {
  const resets = new Map<string, readonly (readonly string[])[]>();
  if (!hasStatus) return resets;
  resets.set(
    '',
    kind === 'CertificateSigningRequest.certificates.k8s.io'
      ? [['spec'], ['status']]
      : [['status']],
  );
  const forStatus = [['spec'], ...(writes.statusKeepsMetadata ? [['metadata']] : [])];
  if (kind === 'Deployment.apps') forStatus.push(['metadata', 'labels']);
  if (kind === 'Pod') {
    forStatus.push(['metadata', 'deletionTimestamp'], ['metadata', 'ownerReferences']);
  }
  resets.set('status', forStatus);
  resets.set('finalize', [['status']]);
  return resets;
}
