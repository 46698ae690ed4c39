import type { Binding } from '../evaluate/bind-overloads.ts';
import { type Address, type Network, parseAddress, parseNetwork } from '../values/address.ts';
import { calculate } from '../values/arithmetic.ts';
import { Duration } from '../values/duration.ts';
import { compare, equal } from '../values/equality.ts';
import { parseQuantity, Quantity } from '../values/quantity.ts';
import {
  parseVersion,
  parseVersionLoosely,
  type SemanticVersion,
} from '../values/semantic-version.ts';
import { parseUrl, Url } from '../values/url.ts';
import {
  EntriesMap,
  EvaluationError,
  type NamedFormat,
  noSuchOverload,
  Optional,
  Uint,
  type Value,
} from '../values/value.ts';
import { namedFormats } from './named-formats.ts';
import { patternOf } from './standard-bindings.ts';

type List = readonly Value[];

function isSorted(list: List): boolean {
  return list.every((item, index) => index === 0 || !(compare(list[index - 1] as Value, item) > 0));
}

/** The first of the largest, or of the smallest. */
function extreme(name: string, sign: 1 | -1): Binding {
  return (list) => {
    const items = Array.from(list as List);
    if (items.length === 0) throw new EvaluationError(`${name} called on empty list`);
    return items.reduce((best, item) => (compare(item, best) * sign > 0 ? item : best));
  };
}

function sum(zero: Value): Binding {
  return (list) =>
    Array.from(list as List).reduce((total, item) => calculate('_+_', total, item), zero);
}

function findAll(text: string, pattern: string, count = -1n): List {
  const { source, flags } = patternOf(pattern);
  const all = new RegExp(source, flags.includes('g') ? flags : `${flags}g`);
  const found = Array.from(text.matchAll(all), ([match]) => match);
  return count < 0n ? found : found.slice(0, Number(count));
}

/** A text that is read, or the words of its reader. */
function read<T extends object>(parse: (text: string) => T | string, before = '') {
  return (text: unknown): T => {
    const value = parse(text as string);
    if (typeof value === 'string') throw new EvaluationError(before + value);
    return value;
  };
}

const readUrl = read(parseUrl, 'URL parse error during conversion from string: ');
const readAddress = read(parseAddress);
const readNetwork = read(
  parseNetwork,
  'network address parse error during conversion from string: ',
);

const readQuantity = read(
  (text) =>
    parseQuantity(text) ??
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
);

function readVersion(text: string, isLoose = false): SemanticVersion {
  const version = isLoose ? parseVersionLoosely(text) : parseVersion(text);
  if (version) return version;
  const count = text.split('.').length;
  throw new EvaluationError(
    count < 3
      ? 'No Major.Minor.Patch elements found'
      : `Invalid character(s) found in version "${text}"`,
  );
}

/** Both are of one type: overloads see to that. */
function order(a: unknown, b: unknown): number {
  return a instanceof Quantity
    ? a.compare(b as Quantity)
    : (a as SemanticVersion).compare(b as SemanticVersion);
}

/** `quantity.add(1)` counts in units. */
function quantityOf(value: unknown): Quantity {
  return value instanceof Quantity ? value : new Quantity((value as bigint) * 1_000_000_000n);
}

function integerOf(quantity: Quantity): bigint {
  const value = quantity.asInteger();
  if (value === undefined) throw new EvaluationError('cannot convert value to integer');
  return value;
}

function within(...ranges: readonly string[]): Binding {
  return (address) => (address as Address).isIn(...ranges);
}

function isGlobalUnicast(address: Address): boolean {
  return !address.isIn(
    '0.0.0.0/32',
    '255.255.255.255/32',
    '127.0.0.0/8',
    '224.0.0.0/4',
    '169.254.0.0/16',
    '::/128',
    '::1/128',
    'ff00::/8',
    'fe80::/10',
  );
}

/** Kubernetes' libraries: lists, regex, urls, quantity, ip, cidr, format, semver. */
export const kubernetesBindings: Readonly<Record<string, Binding>> = {
  isSorted: (list) => isSorted(list as List),
  list_int_sum_int: sum(0n),
  list_uint_sum_uint: sum(new Uint(0n)),
  list_double_sum_double: sum(0),
  list_duration_sum_duration: sum(new Duration(0n)),
  max: extreme('max', 1),
  min: extreme('min', -1),
  list_a_index_of_int: (list, item) => BigInt((list as List).findIndex((one) => equal(one, item))),
  list_a_last_index_of_int: (list, item) =>
    BigInt((list as List).findLastIndex((one) => equal(one, item))),
  find: (text, pattern) => findAll(text as string, pattern as string, 1n)[0] ?? '',
  findAll: (text, pattern, count) =>
    findAll(text as string, pattern as string, count as bigint | undefined),
  url: (text) => readUrl(text),
  isURL: (text) => parseUrl(text as string) instanceof Url,
  getScheme: (url) => (url as Url).scheme,
  getHost: (url) => (url as Url).host,
  getHostname: (url) => (url as Url).hostname,
  getPort: (url) => (url as Url).port,
  getEscapedPath: (url) => (url as Url).path,
  getQuery: (url) => EntriesMap.of([...(url as Url).parameters()]),
  quantity: (text) => readQuantity(text),
  isQuantity: (text) => parseQuantity(text as string) !== undefined,
  sign: (quantity) => (quantity as Quantity).sign(),
  isGreaterThan: (a, b) => order(a, b) > 0,
  isLessThan: (a, b) => order(a, b) < 0,
  compareTo: (a, b) => BigInt(order(a, b)),
  asApproximateFloat: (quantity) => (quantity as Quantity).asFloat(),
  asInteger: (quantity) => integerOf(quantity as Quantity),
  isInteger: (quantity) => (quantity as Quantity).asInteger() !== undefined,
  add: (a, b) => (a as Quantity).plus(quantityOf(b)),
  sub: (a, b) => (a as Quantity).minus(quantityOf(b)),
  string_to_ip: (text) => readAddress(text),
  family: (address) => BigInt((address as Address).family),
  'ip.isCanonical': (text) => readAddress(text).toString() === text,
  isUnspecified: within('0.0.0.0/32', '::/128'),
  isLoopback: within('127.0.0.0/8', '::1/128'),
  isLinkLocalMulticast: within('224.0.0.0/24', 'ff02::/16'),
  isLinkLocalUnicast: within('169.254.0.0/16', 'fe80::/10'),
  isGlobalUnicast: (address) => isGlobalUnicast(address as Address),
  isIP: (text) => typeof parseAddress(text as string) !== 'string',
  cidr: (text) => readNetwork(text),
  cidr_contains_ip_string: (network, text) => {
    const address = parseAddress(text as string);
    // Go drops the reason here.
    if (typeof address === 'string') throw noSuchOverload();
    return (network as Network).contains(address);
  },
  cidr_contains_ip_ip: (network, address) => (network as Network).contains(address as Address),
  cidr_contains_cidr_string: (network, text) =>
    (network as Network).containsNetwork(readNetwork(text)),
  cidr_contains_cidr: (network, other) => (network as Network).containsNetwork(other as Network),
  cidr_ip: (network) => (network as Network).address,
  prefixLength: (network) => BigInt((network as Network).length),
  masked: (network) => (network as Network).masked(),
  isCIDR: (text) => typeof parseNetwork(text as string) !== 'string',
  ...Object.fromEntries(
    [...namedFormats].map(([name, format]) => [`format.${name}`, () => format]),
  ),
  'format.named': (name) => new Optional(namedFormats.get(name as string)),
  validate: (format, text) => {
    const wrong = (format as NamedFormat).validate(text as string);
    return wrong.length === 0 ? Optional.none : new Optional(wrong);
  },
  semver: (text, isLoose) => readVersion(text as string, isLoose as boolean | undefined),
  isSemver: (text, isLoose) =>
    (isLoose === true ? parseVersionLoosely(text as string) : parseVersion(text as string)) !==
    undefined,
  major: (version) => (version as SemanticVersion).numbers[0],
  minor: (version) => (version as SemanticVersion).numbers[1],
  patch: (version) => (version as SemanticVersion).numbers[2],
};
