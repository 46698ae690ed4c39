import { readFileSync } from 'node:fs';
import { loadDefinitions, type ServedKind } from '@keelson/kubernetes/schema';
import { cloneJson, errorText, type FieldError, type JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import type { Strategy } from '../registry/strategy.ts';
import { builtinDeprecations } from '../registry/builtin-deprecations.ts';
import { builtinStrategy } from './builtin-strategy.ts';
import { objectOf, textOf } from './json-access.ts';

/** What a 1.37.2 server answered to a POST, or to a PUT over `old`. */
interface Recorded {
  readonly path: string;
  readonly body: JsonObject;
  readonly old?: JsonObject;
  readonly subresource?: string;
  /** The object that it sent back, without resource version and managed fields. */
  readonly answer?: JsonObject;
  /** Or the message of its refusal. */
  readonly refusal?: string;
  readonly warnings?: readonly string[];
}

const recorded = readFileSync(new URL('recorded-answers.test.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded);

const definitions = loadDefinitions();
const strategies = new Map<string, { readonly kind: ServedKind; readonly strategy: Strategy }>(
  definitions.modules.flatMap((module) =>
    definitions.moduleOf(module).kinds.map((kind) => {
      const root = kind.group === '' ? '/api' : `/apis/${kind.group}`;
      const strategy = builtinStrategy(kind, definitions);
      return [`${root}/${kind.version}/${kind.plural}`, { kind, strategy }] as const;
    }),
  ),
);

function find(path: string): { readonly kind: ServedKind; readonly strategy: Strategy } {
  const found = strategies.get(path);
  if (found === undefined) throw new Error(`no strategy for ${path}`);
  return found;
}

function refusalOf(
  { group, kind }: ServedKind,
  name: string,
  errors: readonly FieldError[],
): string {
  const texts = [...new Set(errors.map(errorText))];
  const text = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  return `${group === '' ? kind : `${kind}.${group}`} "${name}" is invalid: ${text}`;
}

/** What the REST handlers do with a strategy, without storage. */
function answerTo({ path, body, old, subresource = '', answer }: Recorded): Partial<Recorded> {
  const { kind, strategy } = find(path);
  const object = cloneJson(body);
  object['apiVersion'] ??= kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
  object['kind'] ??= kind.kind;
  const context = { subresource, username: 'admin' };
  let unknown: string[];
  try {
    unknown = strategy.decode(object);
  } catch (error) {
    const prefix = `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: `;
    return { refusal: `${prefix}${(error as Error).message}` };
  }
  strategy.setDefaults(object);
  strategy.settle?.(object);
  const metadata = objectOf(object, 'metadata');
  const given = answer === undefined ? {} : objectOf(answer, 'metadata');
  if (kind.scope === 'Namespaced') metadata['namespace'] = 'default';
  metadata['uid'] = given['uid'] ?? 'uid';
  metadata['creationTimestamp'] = given['creationTimestamp'] ?? '2001-02-03T04:05:06Z';
  if (old === undefined) strategy.prepareForCreate(object, context);
  else strategy.prepareForUpdate(object, old, context);
  const errors =
    old === undefined ? strategy.validate(object) : strategy.validateUpdate(object, old, context);
  if (errors.length > 0) return { refusal: refusalOf(kind, textOf(metadata, 'name'), errors) };
  const deprecation = builtinDeprecations.get(kind.plural);
  const warnings = [
    ...(deprecation === undefined ? [] : [deprecation]),
    ...unknown.map((field) => `unknown field "${field}"`),
    ...strategy.warningsOf(object, old),
  ];
  delete objectOf(object, 'metadata')['resourceVersion'];
  return { answer: object, ...(warnings.length === 0 ? undefined : { warnings }) };
}

/** Addresses and ports that a server hands out are its own affair. */
function masked(answer: Partial<Recorded>): unknown {
  const text = JSON.stringify(answer)
    .replaceAll(/"10\.0\.0\.\d+"/gu, '"<ip>"')
    .replaceAll(/"(nodePort|healthCheckNodePort)":\d+/gu, '"$1":"<port>"')
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gu, 'uid');
  return JSON.parse(text);
}

describe('builtinStrategy', () => {
  it.each(recorded.map((one, index) => [`${index + 1}: ${one.path}`, one] as const))(
    'answers as the server did, %s',
    (_title, one) => {
      const { answer, refusal, warnings } = one;
      const expected = {
        ...(answer === undefined ? undefined : { answer }),
        ...(refusal === undefined ? undefined : { refusal }),
        ...(warnings === undefined || answer === undefined ? undefined : { warnings }),
      };
      expect(masked(answerTo(one))).toEqual(masked(expected));
    },
  );

  it('knows how a write to each kind may go', () => {
    const { strategy: deployment } = find('/apis/apps/v1/deployments');
    expect(deployment.allowsUnconditionalUpdate).toBe(true);
    expect(deployment.allowsCreateOnUpdate).toBe(false);
    expect(deployment.resetFields('')).toEqual([['status']]);
    expect(deployment.resetFields('status')).toEqual([['spec'], ['metadata', 'labels']]);
    const { strategy: lease } = find('/apis/coordination.k8s.io/v1/leases');
    expect(lease.allowsUnconditionalUpdate).toBe(false);
    expect(lease.allowsCreateOnUpdate).toBe(true);
    expect(lease.resetFields('')).toEqual([]);
  });

  it('names the values of field selectors', () => {
    const { strategy } = find('/api/v1/pods');
    const pod = { spec: { nodeName: 'a' }, status: { phase: 'Running' } };
    expect(strategy.fieldLabels.get('spec.nodeName')?.(pod)).toBe('a');
    expect(strategy.fieldLabels.get('spec.hostNetwork')?.(pod)).toBe('false');
    expect(strategy.fieldLabels.get('status.phase')?.(pod)).toBe('Running');
    expect(strategy.fieldLabels.has('spec.other')).toBe(false);
  });
});
