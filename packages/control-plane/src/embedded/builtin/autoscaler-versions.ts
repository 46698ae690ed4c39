import { cloneJson, type JsonObject, type JsonValue } from '@keelson/schema';
import {
  ensureObject,
  numberOf,
  objectOf,
  objectsOf,
  optionalNumber,
  textOf,
} from './json-access.ts';

/**
 * A HorizontalPodAutoscaler of autoscaling/v1 as v2 keeps it: its one metric is the utilization of the
 * processor. Metrics and behaviour that v1 carries in annotations are not read.
 */
export function autoscalerToStorage(autoscaler: JsonObject): JsonObject {
  const stored = cloneJson(autoscaler);
  stored['apiVersion'] = 'autoscaling/v2';
  const spec = ensureObject(stored, 'spec');
  const utilization = optionalNumber(spec, 'targetCPUUtilizationPercentage');
  delete spec['targetCPUUtilizationPercentage'];
  if (utilization !== undefined) {
    const target = { type: 'Utilization', averageUtilization: utilization };
    spec['metrics'] = [{ type: 'Resource', resource: { name: 'cpu', target } }];
  }
  const { currentReplicas = 0, desiredReplicas = 0, ...status } = objectOf(stored, 'status');
  const current = status['currentCPUUtilizationPercentage'];
  delete status['currentCPUUtilizationPercentage'];
  stored['status'] = {
    ...status,
    ...(currentReplicas === 0 ? undefined : { currentReplicas }),
    desiredReplicas,
    currentMetrics: current === undefined ? null : [processorMetric(current)],
  };
  return stored;
}

function processorMetric(utilization: JsonValue): JsonObject {
  const current = { averageUtilization: utilization };
  return { type: 'Resource', resource: { name: 'cpu', current } };
}

/** A stored HorizontalPodAutoscaler as autoscaling/v1 shows it. */
export function autoscalerFromStorage(stored: JsonObject): JsonObject {
  const shown = cloneJson(stored);
  shown['apiVersion'] = 'autoscaling/v1';
  const spec = ensureObject(shown, 'spec');
  const metric = objectsOf(spec, 'metrics').find(isProcessor);
  delete spec['metrics'];
  delete spec['behavior'];
  const wanted = objectOf(objectOf(metric ?? {}, 'resource'), 'target');
  const utilization = optionalNumber(wanted, 'averageUtilization');
  if (utilization !== undefined) spec['targetCPUUtilizationPercentage'] = utilization;
  const status = objectOf(shown, 'status');
  const currentMetric = objectsOf(status, 'currentMetrics').find(isProcessor);
  const current = objectOf(objectOf(currentMetric ?? {}, 'resource'), 'current');
  const { currentMetrics: _metrics, conditions: _conditions, ...rest } = status;
  shown['status'] = {
    ...rest,
    currentReplicas: numberOf(status, 'currentReplicas'),
    desiredReplicas: numberOf(status, 'desiredReplicas'),
    ...(current['averageUtilization'] === undefined
      ? undefined
      : { currentCPUUtilizationPercentage: current['averageUtilization'] }),
  };
  return shown;
}

function isProcessor(metric: JsonObject): boolean {
  return metric['type'] === 'Resource' && textOf(objectOf(metric, 'resource'), 'name') === 'cpu';
}
