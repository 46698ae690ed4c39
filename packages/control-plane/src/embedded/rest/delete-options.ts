import { type FieldError, isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import { textOf } from '../json/text-of.ts';
import { readBody } from '../json/read-body.ts';
import { decodeProtobuf } from '../protobuf/decode-protobuf.ts';
import { ProtobufError } from '../protobuf/protobuf-error.ts';
import { badRequest, invalid, StatusError } from '../status-error.ts';
import { isTrue } from './request-info.ts';
import type { ApiRequest } from './api-exchange.ts';
import { bodyFormatOf } from './decode-object.ts';
import type { KnownKinds } from './registry-services.ts';
import { dryRunErrors } from './request-options.ts';

/** How an object is to be deleted (meta/v1 DeleteOptions). */
export interface DeleteOptions {
  readonly dryRun: boolean;
  readonly gracePeriodSeconds: number | undefined;
  readonly orphanDependents: boolean | undefined;
  readonly propagationPolicy: 'Orphan' | 'Background' | 'Foreground' | undefined;
  /** Deletes what cannot be read any more; the server refuses it for what can be. */
  readonly ignoresReadErrors: boolean;
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
    ignoresReadErrors: fields['ignoreStoreReadErrorWithClusterBreakingPotential'] === true,
    uid: preconditions['uid'] as string | undefined,
    resourceVersion: preconditions['resourceVersion'] as string | undefined,
  };
}

const types: ReadonlyMap<string, readonly [isRight: (value: unknown) => boolean, goType: string]> =
  new Map([
    ['gracePeriodSeconds', [Number.isInteger, 'int64']],
    ['orphanDependents', [(value) => typeof value === 'boolean', 'bool']],
    ['propagationPolicy', [(value) => typeof value === 'string', 'v1.DeletionPropagation']],
    ['preconditions', [isJsonObject, 'v1.Preconditions']],
    ['dryRun', [Array.isArray, '[]string']],
  ]);

/**
 * Reads DeleteOptions from a body.
 * @throws {StatusError} 400 when it is something else
 */
export function readDeleteOptions(request: ApiRequest, knownKinds: KnownKinds): JsonObject {
  const options = parseOptions(request);
  const kind = textOf(options, 'kind') || 'DeleteOptions';
  const apiVersion = textOf(options, 'apiVersion') || 'v1';
  if (kind !== 'DeleteOptions' || !knownKinds.has(apiVersion, 'DeleteOptions')) {
    throw badRequest(
      `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:111"`,
    );
  }
  for (const [name, [isRight, goType]] of types) {
    const value = options[name];
    if (value === undefined || value === null || isRight(value)) continue;
    throw badRequest(
      `json: cannot unmarshal ${goKindOf(value)} into Go struct field DeleteOptions.${name} of type ${goType}`,
    );
  }
  return options;
}

/** The server leaves out what it knows of the body in these errors. */
function parseOptions(request: ApiRequest): JsonObject {
  const format = bodyFormatOf(request);
  const kind = 'DeleteOptions';
  if (format === 'protobuf') {
    try {
      return decodeProtobuf(Buffer.from(request.body, 'latin1'), { apiVersion: 'v1', kind }).value;
    } catch (error) {
      if (error instanceof ProtobufError) throw badRequest(error.message);
      throw error;
    }
  }
  const prefix = `the object provided is unrecognized (must be of type ${kind}): `;
  try {
    return readBody(request.body, { format, kind, isCustom: false }).value;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    throw badRequest(error.message.replace(prefix, '').replace(/ \([^()]*\)$/, ''));
  }
}

function goKindOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'bigint' ? 'number' : typeof value;
}

function fieldsOf(query: URLSearchParams): JsonObject {
  const fields: JsonObject = {};
  if (query.has('dryRun')) fields['dryRun'] = query.getAll('dryRun');
  const ignore = 'ignoreStoreReadErrorWithClusterBreakingPotential';
  if (isTrue(query.get(ignore))) fields[ignore] = true;
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
