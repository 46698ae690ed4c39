import { type FieldError, isJsonObject, type JsonObject } from '@keelson/schema';
import { badRequest, invalid } from '../status-error.ts';
import { dryRunErrors } from './request-options.ts';

/** How an object is to be deleted (meta/v1 DeleteOptions). */
export interface DeleteOptions {
  readonly dryRun: boolean;
  readonly gracePeriodSeconds: number | undefined;
  readonly orphanDependents: boolean | undefined;
  readonly propagationPolicy: 'Orphan' | 'Background' | 'Foreground' | undefined;
  readonly uid: string | undefined;
  readonly resourceVersion: string | undefined;
}

const policies = ['Foreground', 'Background', 'Orphan'];

/**
 * Reads the options of a deletion from its body, or from the query when there is none.
 * @throws {StatusError} 400 and 422
 */
export function deleteOptionsOf(
  query: URLSearchParams,
  body: JsonObject | undefined,
): DeleteOptions {
  const fields = body ?? fieldsOf(query);
  const dryRun = Array.isArray(fields['dryRun']) ? fields['dryRun'].map(String) : [];
  const policy = fields['propagationPolicy'];
  const orphan = fields['orphanDependents'];
  const errors: FieldError[] = [];
  if (typeof orphan === 'boolean' && typeof policy === 'string') {
    errors.push({
      type: 'FieldValueInvalid',
      field: 'propagationPolicy',
      value: policy,
      detail: 'orphanDependents and deletionPropagation cannot be both set',
    });
  }
  if (typeof policy === 'string' && !policies.includes(policy)) {
    errors.push({
      type: 'FieldValueNotSupported',
      field: 'propagationPolicy',
      value: policy,
      detail: `supported values: "Foreground", "Background", "Orphan", "nil"`,
    });
  }
  errors.push(...dryRunErrors(dryRun));
  if (errors.length > 0) {
    throw invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors);
  }
  const grace = fields['gracePeriodSeconds'];
  const preconditions = isJsonObject(fields['preconditions']) ? fields['preconditions'] : {};
  return {
    dryRun: dryRun.includes('All'),
    gracePeriodSeconds: typeof grace === 'number' ? Math.max(grace, grace < 0 ? 1 : 0) : undefined,
    orphanDependents: typeof orphan === 'boolean' ? orphan : undefined,
    propagationPolicy: policy as DeleteOptions['propagationPolicy'],
    uid: preconditions['uid'] as string | undefined,
    resourceVersion: preconditions['resourceVersion'] as string | undefined,
  };
}

function fieldsOf(query: URLSearchParams): JsonObject {
  const fields: JsonObject = {};
  if (query.has('dryRun')) fields['dryRun'] = query.getAll('dryRun');
  const policy = query.get('propagationPolicy');
  if (policy !== null && policy !== '') fields['propagationPolicy'] = policy;
  const orphan = query.get('orphanDependents');
  if (orphan !== null) fields['orphanDependents'] = orphan !== 'false' && orphan !== '0';
  const grace = query.get('gracePeriodSeconds');
  if (grace !== null) {
    if (!/^[+-]?\d+$/.test(grace)) {
      throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(grace)}: invalid syntax`);
    }
    fields['gracePeriodSeconds'] = Number(grace);
  }
  return fields;
}
