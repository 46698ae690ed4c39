import type { FieldError, JsonObject } from '@keelson/schema';
import type { ReplicasPaths } from '../fields/scale-managers.ts';
import type { ScaleProjection } from '../rest/served-resource.ts';
import { badRequest, internalError, StatusError } from '../status-error.ts';
import { objectOf, objectsOf, optionalObject, textOf } from './definition.ts';
import {
  fieldsOf,
  type NestedValue,
  nestedInteger,
  nestedText,
  withNested,
} from './nested-value.ts';
import { ageColumn, printerTable } from './printer-columns.ts';

/** All custom kinds have the same columns, and both paths, for the server asks for them. */
const table = printerTable({
  additionalPrinterColumns: [
    {
      name: 'Desired',
      type: 'integer',
      description: 'Number of desired replicas',
      jsonPath: '.spec.replicas',
    },
    {
      name: 'Available',
      type: 'integer',
      description: 'Number of actual replicas',
      jsonPath: '.status.replicas',
    },
    ageColumn,
  ],
});

const maxReplicas = 2 ** 31 - 1;
/** Stands for replicas that the object does not have. */
const noReplicas = -(2 ** 31);

/** Where a custom resource keeps what autoscaling/v1 Scale shows (`subresources.scale`). */
export interface ScalePaths {
  readonly replicas: string;
  readonly statusReplicas: string;
  /** `''` when the kind has no selector. */
  readonly selector: string;
}

/** Reads and writes the replicas of custom resources of one version. */
export interface CustomScale extends ScaleProjection {
  /** The Scale that an update or patch starts from: an object without replicas has an impossible count. */
  scaleForUpdate(object: JsonObject): JsonObject;
}

/** Reads `subresources.scale` of a version. */
export function scalePathsOf(scale: JsonObject): ScalePaths {
  return {
    replicas: textOf(scale, 'specReplicasPath'),
    statusReplicas: textOf(scale, 'statusReplicasPath'),
    selector: textOf(scale, 'labelSelectorPath'),
  };
}

/** Where the versions of a definition keep what their scales show (`replicasPathMapping`). */
export function replicasPathsOf(spec: JsonObject): ReplicasPaths {
  const group = textOf(spec, 'group');
  return new Map(
    objectsOf(spec, 'versions').map((version) => {
      const scale = optionalObject(objectOf(version, 'subresources'), 'scale');
      const path = scale && fieldsOf(textOf(scale, 'specReplicasPath'));
      return [`${group}/${textOf(version, 'name')}`, path];
    }),
  );
}

/** The scale subresource of a version, from its `subresources.scale`. */
export function scaleProjection(
  declared: JsonObject,
  replicasPaths: ReplicasPaths = new Map(),
): CustomScale {
  const paths = scalePathsOf(declared);
  const read = (object: JsonObject): { scale: JsonObject; hasReplicas: boolean } => {
    const replicas = valueOf(nestedInteger(object, paths.replicas));
    const statusReplicas = valueOf(nestedInteger(object, paths.statusReplicas));
    const selector =
      paths.selector === '' ? undefined : valueOf(nestedText(object, paths.selector));
    const metadata = objectOf(object, 'metadata');
    const shown = ['name', 'namespace', 'uid', 'resourceVersion', 'creationTimestamp']
      .filter((key) => metadata[key] !== undefined)
      .map((key) => [key, metadata[key]]);
    const count = Math.trunc(replicas ?? 0);
    return {
      hasReplicas: replicas !== undefined,
      scale: {
        kind: 'Scale',
        apiVersion: 'autoscaling/v1',
        metadata: Object.fromEntries(shown) as JsonObject,
        spec: count === 0 ? {} : { replicas: count },
        status: {
          replicas: statusReplicas ?? 0,
          ...(selector === undefined || selector === '' ? undefined : { selector }),
        },
      },
    };
  };
  return {
    replicasPaths,
    table,
    scaleOf: (object) => {
      const { scale, hasReplicas } = read(object);
      if (hasReplicas) return scale;
      throw internalError(`the spec replicas field "${paths.replicas}" does not exist`);
    },
    scaleForUpdate: (object) => {
      const { scale, hasReplicas } = read(object);
      return hasReplicas ? scale : { ...scale, spec: { replicas: noReplicas } };
    },
    withReplicas: (object, scale) => {
      const { replicas = 0 } = objectOf(scale, 'spec');
      if (replicas === noReplicas) {
        throw badRequest(`the spec replicas field "${paths.replicas}" cannot be empty`);
      }
      const changed = valueOf(withNested(object, fieldsOf(paths.replicas), replicas)) as JsonObject;
      const version = textOf(objectOf(scale, 'metadata'), 'resourceVersion');
      if (version === '') return changed;
      const metadata = { ...objectOf(changed, 'metadata'), resourceVersion: version };
      return { ...changed, metadata };
    },
  };
}

/** Checks the values that the paths of the scale lead to; the spec's only when the spec is written. */
export function validateScale(
  object: JsonObject,
  paths: ScalePaths,
  isStatus: boolean,
): FieldError[] {
  const errors = isStatus ? [] : validateReplicas(object, paths.replicas);
  errors.push(...validateReplicas(object, paths.statusReplicas));
  if (paths.selector === '') return errors;
  const selector = nestedText(object, paths.selector);
  if ('error' in selector) {
    const { error: detail } = selector;
    errors.push({ type: 'FieldValueInvalid', field: paths.selector, value: '', detail });
  }
  return errors;
}

function validateReplicas(object: JsonObject, field: string): FieldError[] {
  const replicas = nestedInteger(object, field);
  if ('error' in replicas) {
    return [{ type: 'FieldValueInvalid', field, value: 0, detail: replicas.error }];
  }
  const { value = 0 } = replicas;
  if (value >= 0 && value <= maxReplicas) return [];
  const detail =
    value < 0
      ? 'should be a non-negative integer'
      : `should be less than or equal to ${maxReplicas}`;
  return [{ type: 'FieldValueInvalid', field, value, detail }];
}

function valueOf<T>(found: NestedValue<T>): T | undefined {
  if ('error' in found) throw new StatusError({ message: found.error, code: 500 });
  return found.value;
}
