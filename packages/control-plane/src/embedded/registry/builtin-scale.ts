import { cloneJson, isJsonObject, type JsonObject } from '@keelson/schema';
import { builtinTable } from '../builtin/builtin-table.ts';
import { textOf } from '../json/text-of.ts';
import type { ScaleProjection } from '../rest/served-resource.ts';
import { scaleMetadataOf } from './scale-metadata.ts';

const replicas = ['spec', 'replicas'];

/** Scale of the workload kinds, whose replicas and selector are all in the same places. */
export const builtinScale: ScaleProjection = {
  table: builtinTable('Scale.autoscaling'),
  replicasPaths: new Map(
    ['v1', 'apps/v1', 'apps/v1beta1', 'apps/v1beta2', 'extensions/v1beta1'].map((apiVersion) => [
      apiVersion,
      replicas,
    ]),
  ),
  scaleOf: (object) => {
    const spec = fieldsOf(object, 'spec');
    const selector = selectorText(spec['selector']);
    return {
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      metadata: scaleMetadataOf(object),
      spec: replicasOf(spec),
      status: {
        replicas: Number(fieldsOf(object, 'status')['replicas'] ?? 0),
        ...(selector === '' ? undefined : { selector }),
      },
    };
  },
  withReplicas: (object, scale) => {
    const next = cloneJson(object);
    const spec = fieldsOf(next, 'spec');
    next['spec'] = spec;
    spec['replicas'] = fieldsOf(scale, 'spec')['replicas'] ?? 0;
    const version = fieldsOf(scale, 'metadata')['resourceVersion'];
    if (version !== undefined) fieldsOf(next, 'metadata')['resourceVersion'] = version;
    return next;
  },
};

/** Go leaves a zero out. */
function replicasOf(spec: JsonObject): JsonObject {
  const { replicas = 0 } = spec;
  return replicas === 0 ? {} : { replicas };
}

function fieldsOf(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isJsonObject(value) ? value : {};
}

/** A label selector in its text form (metav1.FormatLabelSelector), or a plain map of labels. */
function selectorText(selector: unknown): string {
  if (!isJsonObject(selector)) return '';
  const isSelector = 'matchLabels' in selector || 'matchExpressions' in selector;
  const labels = isSelector ? fieldsOf(selector, 'matchLabels') : selector;
  const terms = Object.keys(labels).map((key) => `${key}=${textOf(labels, key)}`);
  const expressions = selector['matchExpressions'];
  if (Array.isArray(expressions)) terms.push(...expressions.filter(isJsonObject).map(term));
  return terms.toSorted().join(',');
}

function term(expression: JsonObject): string {
  const { values } = expression;
  const key = textOf(expression, 'key');
  const list = Array.isArray(values) ? values.map(String).toSorted().join(',') : '';
  switch (textOf(expression, 'operator')) {
    case 'In':
      return `${key} in (${list})`;
    case 'NotIn':
      return `${key} notin (${list})`;
    case 'Exists':
      return key;
    default:
      return `!${key}`;
  }
}
