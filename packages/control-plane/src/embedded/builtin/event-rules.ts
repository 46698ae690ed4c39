import { equalJson, type FieldError, type JsonObject, type JsonValue } from '@keelson/schema';
import { invalid, invalidText, required } from './field-errors.ts';
import { internalText } from './internal-text.ts';
import { objectOf, optionalObject, textOf } from './json-access.ts';
import type { KindRules } from './kind-rules.ts';
import { validateQualifiedName } from './validate-values.ts';

/** Names of fields that the two groups of events do not share. */
interface EventNames {
  readonly object: string;
  readonly message: string;
  readonly source: string;
  readonly controller: string;
  readonly count: string;
  readonly first: string;
  readonly last: string;
}

const coreNames: EventNames = {
  object: 'involvedObject',
  message: 'message',
  source: 'source',
  controller: 'reportingComponent',
  count: 'count',
  first: 'firstTimestamp',
  last: 'lastTimestamp',
};

const modernNames: EventNames = {
  object: 'regarding',
  message: 'note',
  source: 'deprecatedSource',
  controller: 'reportingController',
  count: 'deprecatedCount',
  first: 'deprecatedFirstTimestamp',
  last: 'deprecatedLastTimestamp',
};

/** Event of the core group. */
export const coreEventRules: KindRules = {
  validate: (event) => validateEvent(event, coreNames),
  validateUpdate: (event) => validateEvent(event, coreNames),
  fieldLabels: labelsOf(coreNames),
};

/** Event of events.k8s.io, which is judged more strictly. */
export const modernEventRules: KindRules = {
  validate: (event) => [...validateEvent(event, modernNames), ...validateStrictly(event)],
  validateUpdate: (event, old) => [
    ...validateEvent(event, modernNames),
    ...(equalJson(event['series'] ?? null, old['series'] ?? null) ? [] : validateSeries(event)),
    ...validateUnchanged(event, old),
  ],
  fieldLabels: labelsOf(modernNames),
};

function labelsOf(names: EventNames): Readonly<Record<string, (event: JsonObject) => string>> {
  const labels: Record<string, (event: JsonObject) => string> = {
    reason: (event) => textOf(event, 'reason'),
    type: (event) => textOf(event, 'type'),
    reportingComponent: (event) => textOf(event, names.controller),
    source: (event) =>
      textOf(objectOf(event, names.source), 'component') || textOf(event, names.controller),
  };
  for (const key of [
    'kind',
    'namespace',
    'name',
    'uid',
    'apiVersion',
    'resourceVersion',
    'fieldPath',
  ]) {
    labels[`${names.object}.${key}`] = (event) => textOf(objectOf(event, names.object), key);
  }
  return labels;
}

/** What every event must be (legacyValidateEvent). */
function validateEvent(event: JsonObject, names: EventNames): FieldError[] {
  const namespace = textOf(objectOf(event, 'metadata'), 'namespace');
  const involved = textOf(objectOf(event, names.object), 'namespace');
  const isDefault = namespace === 'default' || namespace === '';
  const mismatch = invalid('involvedObject.namespace', involved, 'does not match event.namespace');
  if (typeof event['eventTime'] !== 'string') {
    const matches = involved === '' ? isDefault : involved === namespace;
    return matches ? [] : [mismatch];
  }
  const errors: FieldError[] = [];
  if (involved === '' && namespace !== 'default' && namespace !== 'kube-system')
    errors.push(mismatch);
  const controller = textOf(event, names.controller);
  if (controller === '') errors.push(required(names.controller));
  errors.push(...validateQualifiedName(controller, names.controller));
  errors.push(...validateText(textOf(event, 'reportingInstance'), 'reportingInstance', true));
  errors.push(...validateText(textOf(event, 'action'), 'action', true));
  errors.push(...validateText(textOf(event, 'reason'), 'reason', true));
  if (Buffer.byteLength(textOf(event, names.message)) > 1024) {
    errors.push(invalid('message', '', 'can have at most 1024 characters'));
  }
  return errors;
}

function validateText(text: string, field: string, isRequired: boolean): FieldError[] {
  if (text === '') return isRequired ? [required(field)] : [];
  return Buffer.byteLength(text) > 128
    ? [invalid(field, '', 'can have at most 128 characters')]
    : [];
}

function validateSeries(event: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const series = optionalObject(event, 'series');
  if (series === undefined) return errors;
  if (Number(series['count'] ?? 0) < 2) {
    errors.push(invalid('series.count', '', 'should be at least 2'));
  }
  if (typeof series['lastObservedTime'] !== 'string') {
    errors.push(required('series.lastObservedTime'));
  }
  return errors;
}

function validateStrictly(event: JsonObject): FieldError[] {
  const errors = validateSeries(event);
  if (typeof event['eventTime'] !== 'string') errors.push(required('eventTime'));
  const type = textOf(event, 'type');
  if (type !== 'Normal' && type !== 'Warning') {
    errors.push(invalid('type', '', `has invalid value: ${type}`));
  }
  const source = objectOf(event, 'deprecatedSource');
  const unset: [string, boolean][] = [
    ['firstTimestamp', typeof event['deprecatedFirstTimestamp'] === 'string'],
    ['lastTimestamp', typeof event['deprecatedLastTimestamp'] === 'string'],
    ['count', Number(event['deprecatedCount'] ?? 0) !== 0],
    ['source', textOf(source, 'component') !== '' || textOf(source, 'host') !== ''],
  ];
  for (const [field, isSet] of unset) {
    if (isSet) errors.push(invalid(field, '', 'needs to be unset'));
  }
  return errors;
}

/** A field that stays: its name in an error, and how Go prints what is in it. */
interface FixedField {
  readonly field: string;
  /** The server's own struct, of which errors show every field. */
  readonly struct?: string | undefined;
  /** What Go prints for an absent value. @default the empty text */
  readonly zero?: JsonValue | undefined;
}

const reference = 'core/v1#ObjectReference';

const fixed: Readonly<Record<string, FixedField>> = {
  regarding: { field: 'involvedObject', struct: reference, zero: {} },
  reason: { field: 'reason' },
  note: { field: 'message' },
  deprecatedSource: { field: 'source', struct: 'core/v1#EventSource', zero: {} },
  deprecatedFirstTimestamp: { field: 'firstTimestamp', zero: null },
  deprecatedLastTimestamp: { field: 'lastTimestamp', zero: null },
  deprecatedCount: { field: 'count', zero: 0 },
  type: { field: 'type' },
  eventTime: { field: 'eventTime', zero: null },
  action: { field: 'action' },
  related: { field: 'related', struct: reference, zero: null },
  reportingController: { field: 'reportingController' },
  reportingInstance: { field: 'reportingInstance' },
};

function validateUnchanged(event: JsonObject, old: JsonObject): FieldError[] {
  return Object.entries(fixed).flatMap(([key, { field, struct, zero = '' }]) => {
    const value = event[key] ?? zero;
    if (equalJson(value, old[key] ?? zero)) return [];
    const detail = 'field is immutable';
    if (struct === undefined || value === null) return [invalid(field, value, detail)];
    return [invalidText(field, internalText(value as JsonObject, struct), detail)];
  });
}
