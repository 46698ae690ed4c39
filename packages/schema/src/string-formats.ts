import { ipLength, isCidr } from './ip-address.ts';
import { isRequestUri } from './request-uri.ts';
import { isDate, isDateTime, isDuration } from './time-formats.ts';

/** Judges a text. */
export type TextTest = (text: string) => boolean;

const uuid = (third: string, fourth: string): TextTest => {
  const pattern = RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${third}-?${fourth}-?[0-9a-f]{12}$`, 'i');
  return (text) => pattern.test(text);
};
const matches =
  (pattern: RegExp): TextTest =>
  (text) =>
    pattern.test(text);

const any = '[0-9a-f]{4}';
const shortName = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const rgbPart = '\\s*(?:0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*';

/** Formats of strings that schemas of CRDs know, by name without dashes (kube-openapi's strfmt). */
const formats: ReadonlyMap<string, TextTest> = new Map<string, TextTest>([
  ['bsonobjectid', matches(/^[0-9a-fA-F]{24}$/)],
  ['uri', isRequestUri],
  ['email', isEmail],
  ['hostname', isHostname],
  ['ipv4', (text) => text.includes('.') && ipLength(text, 'sloppy') !== undefined],
  ['ipv6', (text) => text.includes(':') && ipLength(text, 'strict') !== undefined],
  ['cidr', isCidr],
  ['mac', isMac],
  ['uuid', uuid(any, any)],
  ['uuid3', uuid('3[0-9a-f]{3}', any)],
  ['uuid4', uuid('4[0-9a-f]{3}', '[89ab][0-9a-f]{3}')],
  ['uuid5', uuid('5[0-9a-f]{3}', '[89ab][0-9a-f]{3}')],
  ['isbn', (text) => isIsbn10(text) || isIsbn13(text)],
  ['isbn10', isIsbn10],
  ['isbn13', isIsbn13],
  ['creditcard', isCreditCard],
  ['ssn', (text) => text.length === 11 && /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text)],
  ['hexcolor', matches(/^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/)],
  ['rgbcolor', matches(RegExp(`^rgb\\(${rgbPart},${rgbPart},${rgbPart}\\)$`))],
  [
    'byte',
    matches(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/),
  ],
  ['password', () => true],
  ['date', isDate],
  ['duration', isDuration],
  ['datetime', isDateTime],
  ['k8sshortname', (text) => text.length <= 63 && RegExp(`^${shortName}$`).test(text)],
  [
    'k8slongname',
    (text) => text.length <= 253 && RegExp(`^${shortName}(?:\\.${shortName})*$`).test(text),
  ],
]);

/** The test of a string format (`date-time`); `undefined` when Kubernetes 1.37 does not know it. */
export function formatTest(format: string): TextTest | undefined {
  return formats.get(format.replaceAll('-', ''));
}

const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\x80-\\u{10ffff}-]+";
const dotAtom = `${atom}(?:\\.${atom})*`;
const quoted = '"(?:[^"\\\\\\x00-\\x08\\x0a-\\x1f\\x7f]|\\\\[\\x20-\\x7e])*"';
const addressSpec = `(?:${dotAtom}|${quoted})@(?:${dotAtom}|\\[[^\\[\\]\\\\]*\\])`;
// One character at a time: nested repetitions would take exponential time on long names.
const displayName = `(?:[A-Za-z0-9!#$%&'*+/=?^_\`{|}~.\\t \\x80-\\u{10ffff}-]|${quoted})*`;
const email = RegExp(`^[ \\t]*(?:${addressSpec}|${displayName}<${addressSpec}>)[ \\t]*$`, 'u');

/** An address as Go's mail.ParseAddress reads it, without comments. */
function isEmail(text: string): boolean {
  return email.test(text);
}

const hostname =
  /^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9\-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.))+([a-zA-Z\p{L}]){2,63})$/u;

function isHostname(text: string): boolean {
  return (
    hostname.test(text) &&
    utf8Length(text) <= 255 &&
    text.split('.').every((label) => utf8Length(label) <= 63)
  );
}

function isMac(text: string): boolean {
  return /^[0-9a-f]{2}(?:(?::[0-9a-f]{2})+|(?:-[0-9a-f]{2})+)$/i.test(text)
    ? [17, 23, 59].includes(text.length)
    : /^[0-9a-f]{4}(?:\.[0-9a-f]{4})+$/i.test(text) && [14, 19, 49].includes(text.length);
}

function isIsbn10(text: string): boolean {
  const digits = text.replaceAll(/[\t\n\f\r -]+/g, '');
  if (!/^(?:\d{9}X|\d{10})$/.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < 9; index++) sum += (index + 1) * Number(digits[index]);
  return (sum + 10 * (digits[9] === 'X' ? 10 : Number(digits[9]))) % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = text.replaceAll(/[\t\n\f\r -]+/g, '');
  if (!/^\d{13}$/.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < 12; index++) sum += (index % 2 === 0 ? 1 : 3) * Number(digits[index]);
  return Number(digits[12]) === (10 - (sum % 10)) % 10;
}

function isCreditCard(text: string): boolean {
  const digits = text.replaceAll(/[^0-9]+/g, '');
  const known =
    /^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\d{3})\d{11})$/;
  if (!known.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = digit * 2;
    sum += index % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function utf8Length(text: string): number {
  let length = 0;
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}
