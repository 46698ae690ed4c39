import { type FieldError, goQuote } from '@keelson/schema';
import type { FieldValidation } from '../patch/patch-body.ts';
import { badRequest, invalid } from '../status-error.ts';

/** Parameters of a create, update or patch. */
export interface WriteOptions {
  readonly dryRun: boolean;
  /** `''` when the request does not name one. */
  readonly fieldManager: string;
  readonly fieldValidation: FieldValidation;
  /** Apply patches only. */
  readonly force: boolean;
}

const metaGroup = 'meta.k8s.io';

/** @throws {StatusError} 400 and 422 in the words of the server */
export function writeOptionsOf(
  query: URLSearchParams,
  kind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions',
  isApply = false,
): WriteOptions {
  const errors: FieldError[] = [];
  const fieldManager = query.get('fieldManager') ?? '';
  const force = query.get('force');
  if (kind === 'PatchOptions') {
    if (isApply && fieldManager === '') {
      errors.push({
        type: 'FieldValueRequired',
        field: 'fieldManager',
        detail: 'is required for apply patch',
      });
    }
    if (!isApply && force !== null) {
      errors.push({
        type: 'FieldValueForbidden',
        field: 'force',
        detail: 'may not be specified for non-apply patch',
      });
    }
  }
  errors.push(...fieldManagerErrors(fieldManager));
  const dryRun = query.getAll('dryRun');
  errors.push(...dryRunErrors(dryRun));
  const fieldValidation = query.get('fieldValidation') ?? '';
  if (!['', 'Ignore', 'Warn', 'Strict'].includes(fieldValidation)) {
    errors.push({
      type: 'FieldValueNotSupported',
      field: 'fieldValidation',
      value: fieldValidation,
      detail: 'supported values: "", "Ignore", "Strict", "Warn"',
    });
  }
  if (errors.length > 0) throw invalid({ group: metaGroup, kind }, '', errors);
  return {
    dryRun: dryRun.includes('All'),
    fieldManager,
    fieldValidation: (fieldValidation === '' ? 'Warn' : fieldValidation) as FieldValidation,
    force: force !== null && booleanOf('force', force),
  };
}

/** A dryRun parameter or field may say `All` only. */
export function dryRunErrors(values: readonly string[]): FieldError[] {
  if (values.every((value) => value === 'All')) return [];
  return [
    {
      type: 'FieldValueNotSupported',
      field: 'dryRun',
      value: [...values],
      detail: 'supported values: "All"',
    },
  ];
}

function fieldManagerErrors(manager: string): FieldError[] {
  const errors: FieldError[] = [];
  if (Buffer.byteLength(manager) > 128) {
    errors.push({
      type: 'FieldValueTooLong',
      field: 'fieldManager',
      detail: 'may not be more than 128 bytes',
    });
  }
  let position = 0;
  for (const char of manager) {
    if (char !== ' ' && !/^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char)) {
      errors.push({
        type: 'FieldValueInvalid',
        field: 'fieldManager',
        value: manager,
        detail: `invalid character ${unicodeName(char)} (at position ${position})`,
      });
    }
    position += Buffer.byteLength(char);
  }
  return errors;
}

/** Go's `%#U` of a character that cannot be printed. */
function unicodeName(char: string): string {
  return `U+${(char.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Parameters of a list or watch. */
export interface ListOptions {
  readonly labelSelector: string;
  readonly fieldSelector: string;
  readonly watch: boolean;
  readonly allowWatchBookmarks: boolean;
  readonly sendInitialEvents: boolean | undefined;
  readonly resourceVersion: string;
  readonly resourceVersionMatch: string;
  readonly limit: number;
  readonly continue: string;
  readonly timeoutSeconds: number | undefined;
}

/** @throws {StatusError} 400 for what cannot be read, 422 for what must not be combined */
export function listOptionsOf(query: URLSearchParams, forceWatch = false): ListOptions {
  const boolean = (name: string): boolean | undefined => {
    const value = query.get(name);
    return value === null ? undefined : booleanOf(name, value);
  };
  const integer = (name: string): number | undefined => {
    const value = query.get(name);
    return value === null ? undefined : integerOf(value);
  };
  const options = {
    labelSelector: query.get('labelSelector') ?? '',
    fieldSelector: query.get('fieldSelector') ?? '',
    watch: forceWatch || (boolean('watch') ?? false),
    allowWatchBookmarks: boolean('allowWatchBookmarks') ?? false,
    sendInitialEvents: boolean('sendInitialEvents'),
    resourceVersion: query.get('resourceVersion') ?? '',
    resourceVersionMatch: query.get('resourceVersionMatch') ?? '',
    limit: integer('limit') ?? 0,
    continue: query.get('continue') ?? '',
    timeoutSeconds: integer('timeoutSeconds'),
  };
  if (
    options.watch &&
    options.sendInitialEvents === undefined &&
    options.resourceVersionMatch === '' &&
    ['', '0'].includes(options.resourceVersion)
  ) {
    options.sendInitialEvents = true;
    options.resourceVersionMatch = 'NotOlderThan';
  }
  const errors = options.watch ? watchOptionErrors(options) : listOptionErrors(options);
  if (errors.length > 0) throw invalid({ group: metaGroup, kind: 'ListOptions' }, '', errors);
  return options;
}

function listOptionErrors(options: ListOptions): FieldError[] {
  const errors: FieldError[] = [];
  const match = options.resourceVersionMatch;
  const forbid = (detail: string): void => {
    errors.push({ type: 'FieldValueForbidden', field: 'resourceVersionMatch', detail });
  };
  if (match !== '') {
    if (options.resourceVersion === '') {
      forbid('resourceVersionMatch is forbidden unless resourceVersion is provided');
    }
    if (options.continue !== '') {
      forbid('resourceVersionMatch is forbidden when continue is provided');
    }
    if (match !== 'Exact' && match !== 'NotOlderThan') {
      errors.push(unsupportedMatch(match, '"Exact", "NotOlderThan", ""'));
    }
    if (match === 'Exact' && options.resourceVersion === '0') {
      forbid('resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
    }
  }
  if (options.sendInitialEvents !== undefined) {
    errors.push({
      type: 'FieldValueForbidden',
      field: 'sendInitialEvents',
      detail: 'sendInitialEvents is forbidden for list',
    });
  }
  return errors;
}

function watchOptionErrors(options: ListOptions): FieldError[] {
  const errors: FieldError[] = [];
  const match = options.resourceVersionMatch;
  const forbid = (detail: string): void => {
    errors.push({ type: 'FieldValueForbidden', field: 'resourceVersionMatch', detail });
  };
  if (options.sendInitialEvents !== undefined && match !== 'NotOlderThan') {
    forbid('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
  }
  if (match === '') return errors;
  if (options.sendInitialEvents === undefined) {
    forbid('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided');
  }
  if (match !== 'NotOlderThan') errors.push(unsupportedMatch(match, '"NotOlderThan"'));
  if (options.continue !== '') {
    forbid('resourceVersionMatch is forbidden when continue is provided');
  }
  return errors;
}

function unsupportedMatch(match: string, supported: string): FieldError {
  return {
    type: 'FieldValueNotSupported',
    field: 'resourceVersionMatch',
    value: match,
    detail: `supported values: ${supported}`,
  };
}

/** A boolean parameter of the query: only these words are false. */
function booleanOf(_name: string, value: string): boolean {
  return value.toLowerCase() !== 'false' && value !== '0';
}

/** An int64 parameter of the query. */
function integerOf(value: string): number {
  if (!/^[+-]?\d+$/.test(value)) {
    throw badRequest(`strconv.ParseInt: parsing ${goQuote(value)}: invalid syntax`);
  }
  return Number(value);
}
