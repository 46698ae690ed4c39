import type { JsonObject } from '@keelson/schema';
import { numberOf, objectOf, objectsOf, optionalNumber, textOf } from './json-access.ts';
import { textOr } from './table-text.ts';

const unknown = '<unknown>';

/** Current and wanted metrics of an autoscaler (formatHPAMetrics). */
export function metricsText(spec: JsonObject, status: JsonObject): string {
  const old = optionalNumber(spec, 'targetCPUUtilizationPercentage');
  if (old !== undefined) {
    const current = optionalNumber(status, 'currentCPUUtilizationPercentage');
    return `cpu: ${current === undefined ? unknown : `${current}%`}/${old}%`;
  }
  const metrics = objectsOf(spec, 'metrics');
  if (metrics.length === 0) return '<none>';
  const current = objectsOf(status, 'currentMetrics');
  const texts = metrics.map((metric, index) => metricText(metric, current[index] ?? {}));
  const shown = texts.slice(0, 2).join(', ');
  return texts.length > 2 ? `${shown} + ${texts.length - 2} more...` : shown;
}

const keys: Readonly<Record<string, string>> = {
  External: 'external',
  Pods: 'pods',
  Object: 'object',
  Resource: 'resource',
  ContainerResource: 'containerResource',
};

function metricText(metric: JsonObject, status: JsonObject): string {
  const type = textOf(metric, 'type');
  const key = keys[type];
  if (key === undefined) return '<unknown type>';
  const source = objectOf(metric, key);
  const target = objectOf(source, 'target');
  const current = objectOf(objectOf(status, key), 'current');
  const average = textOf(target, 'averageValue');
  const isResource = type === 'Resource' || type === 'ContainerResource';
  if (average !== '') {
    const text = `${textOr(current, 'averageValue', unknown)}/${average}`;
    if (isResource) return `${textOf(source, 'name')}: ${text}`;
    return type === 'Pods' ? text : `${text} (avg)`;
  }
  if (!isResource)
    return `${textOr(current, 'value', unknown)}/${textOr(target, 'value', '<nil>')}`;
  return `${textOf(source, 'name')}: ${utilization(current, unknown)}/${utilization(target, '<auto>')}`;
}

function utilization(value: JsonObject, none: string): string {
  return value['averageUtilization'] === undefined
    ? none
    : `${numberOf(value, 'averageUtilization')}%`;
}
