import type { FieldError, JsonObject, JsonValue } from '@keelson/schema';
import {
  configKeyErrors,
  labelErrors,
  labelKeyErrors,
  labelValueErrors,
  subdomainErrors,
} from '../metadata/name-rules.ts';
import { invalid, invalidAll, required } from './field-errors.ts';
import { textOf } from './json-access.ts';
import { parseQuantity } from './quantity.ts';

/** IsValidPortNum */
export function portErrors(port: number): string[] {
  return port >= 1 && port <= 65_535 ? [] : ['must be between 1 and 65535, inclusive'];
}

/** IsValidPortName */
export function portNameErrors(name: string): string[] {
  const errors: string[] = [];
  if (name.length > 15) errors.push('must be no more than 15 characters');
  if (!/^[-a-z0-9]+$/u.test(name)) {
    errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/u.test(name)) errors.push('must contain at least one letter (a-z)');
  if (name.includes('--')) errors.push('must not contain consecutive hyphens');
  if (name.startsWith('-') || name.endsWith('-'))
    errors.push('must not begin or end with a hyphen');
  return errors;
}

/** A number or the name of a port (ValidatePortNumOrName). */
export function validatePort(port: JsonValue | undefined, field: string): FieldError[] {
  if (typeof port === 'string') return invalidAll(field, port, portNameErrors(port));
  const number = typeof port === 'number' ? port : 0;
  return invalidAll(field, number, portErrors(number));
}

/** ValidateDNS1123Label */
export function validateLabelName(value: string, field: string): FieldError[] {
  return invalidAll(field, value, labelErrors(value));
}

/** ValidateDNS1123Subdomain */
export function validateSubdomain(value: string, field: string): FieldError[] {
  return invalidAll(field, value, subdomainErrors(value));
}

/** ValidateQualifiedName */
export function validateQualifiedName(value: string, field: string): FieldError[] {
  return invalidAll(field, value, labelKeyErrors(value));
}

/** ValidateLabels: keys and values of a map. */
export function validateLabels(labels: JsonObject, field: string): FieldError[] {
  return Object.keys(labels)
    .toSorted()
    .flatMap((key) => [
      ...invalidAll(field, key, labelKeyErrors(key)),
      ...invalidAll(field, textOf(labels, key), labelValueErrors(textOf(labels, key))),
    ]);
}

/** The name of an object and a key in its data. */
export function validateKeyReference(reference: JsonObject, field: string): FieldError[] {
  const name = textOf(reference, 'name');
  const key = textOf(reference, 'key');
  return [
    ...invalidAll(`${field}.name`, name, subdomainErrors(name)),
    ...(key === ''
      ? [required(`${field}.key`)]
      : invalidAll(`${field}.key`, key, configKeyErrors(key))),
  ];
}

/** ValidateNonnegativeQuantity */
export function validateQuantity(text: string, field: string): FieldError[] {
  return parseQuantity(text).nanos < 0n
    ? [invalid(field, text, 'must be greater than or equal to 0')]
    : [];
}

/** A path that stays below where it starts (validateLocalDescendingPath). */
export function validateDescendingPath(path: string, field: string): FieldError[] {
  if (path.startsWith('/')) return [invalid(field, path, 'must be a relative path')];
  return validateNoBacksteps(path, field);
}

/** ValidatePathNoBacksteps */
export function validateNoBacksteps(path: string, field: string): FieldError[] {
  return path.split('/').includes('..') ? [invalid(field, path, "must not contain '..'")] : [];
}

/** A number of pods, or a percentage of them (ValidatePositiveIntOrPercent). */
export function validateIntOrPercent(value: JsonValue | undefined, field: string): FieldError[] {
  if (typeof value === 'string') {
    return /^\d+%$/u.test(value)
      ? []
      : [
          invalid(
            field,
            value,
            "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
          ),
        ];
  }
  return typeof value === 'number' && value < 0
    ? [invalid(field, value, 'must be greater than or equal to 0')]
    : [];
}

/** IsNotMoreThan100Percent */
export function validateAtMostAll(value: JsonValue | undefined, field: string): FieldError[] {
  const percent = typeof value === 'string' ? /^(\d+)%$/u.exec(value) : null;
  return percent !== null && Number(percent[1]) > 100
    ? [invalid(field, value, 'must not be greater than 100%')]
    : [];
}

/** IsValidIPForLegacyField, for addresses in their usual forms. */
export function addressErrors(ip: string): string[] {
  const isFour =
    /^(?:\d{1,3}\.){3}\d{1,3}$/u.test(ip) &&
    ip.split('.').every((part) => Number(part) <= 255 && String(Number(part)) === part);
  const isSix = ip.includes(':') && /^[0-9a-fA-F:.]+$/u.test(ip);
  return isFour || isSix ? [] : ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
}
