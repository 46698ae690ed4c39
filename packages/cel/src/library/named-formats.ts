import { formatTest } from '@keelson/schema';
import { parseUrl } from '../values/url.ts';
import { NamedFormat } from '../values/value.ts';

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = String.raw`${label}(\.${label})*`;
const label1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const qualified = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';

interface Name {
  readonly pattern: string;
  readonly max: number;
  /** What it must be, up to the examples. */
  readonly words: string;
  readonly examples: string;
}

const dns1123Label: Name = {
  pattern: label,
  max: 63,
  words:
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  examples: "'my-name',  or '123-abc'",
};
const dns1123Subdomain: Name = {
  pattern: subdomain,
  max: 253,
  words:
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  examples: "'example.com'",
};
const dns1035Label: Name = {
  pattern: label1035,
  max: 63,
  words:
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  examples: "'my-name',  or 'abc-123'",
};
const labelValue: Name = {
  pattern: '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?',
  max: 63,
  words:
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  examples: "'MyValue',  or 'my_value',  or '12345'",
};

/** apimachinery's validation of a name, or of the beginning of one. */
function checkName({ pattern, max, words, examples }: Name, isPrefix = false) {
  const whole = new RegExp(`^(?:${pattern})$`, 'u');
  return (text: string): string[] => {
    const value = isPrefix && text.endsWith('-') ? `${text.slice(0, -2)}a` : text;
    const wrong: string[] = [];
    if (new TextEncoder().encode(value).length > max) {
      wrong.push(`must be no more than ${max} ${max === 253 ? 'characters' : 'characters'}`);
    }
    if (!whole.test(value)) {
      wrong.push(`${words} (e.g. ${examples}, regex used for validation is '${pattern}')`);
    }
    return wrong;
  };
}

function checkQualifiedName(text: string): string[] {
  const parts = text.split('/');
  const words =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  const examples = `(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${qualified}')`;
  if (parts.length > 2) {
    return [
      `a valid label key ${words} ${examples} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const wrong: string[] = [];
  const name = parts.at(-1) as string;
  if (parts.length === 2) {
    const prefix = parts[0] as string;
    if (prefix === '') wrong.push('prefix part must be non-empty');
    else wrong.push(...checkName(dns1123Subdomain)(prefix).map((one) => `prefix part ${one}`));
  }
  if (name === '') wrong.push('name part must be non-empty');
  else if (name.length > 63) wrong.push('name part must be no more than 63 characters');
  if (!new RegExp(`^${qualified}$`, 'u').test(name)) wrong.push(`name part ${words} ${examples}`);
  return wrong;
}

function checkUri(text: string): string[] {
  const url = parseUrl(text);
  return typeof url === 'string' ? [url] : [];
}

function known(format: string, message: string) {
  const test = formatTest(format);
  return (text: string): string[] => (test === undefined || test(text) ? [] : [message]);
}

/** The formats that `format.named` knows. */
export const namedFormats: ReadonlyMap<string, NamedFormat> = new Map(
  Object.entries({
    dns1123Label: checkName(dns1123Label),
    dns1123Subdomain: checkName(dns1123Subdomain),
    dns1035Label: checkName(dns1035Label),
    qualifiedName: checkQualifiedName,
    dns1123LabelPrefix: checkName(dns1123Label, true),
    dns1123SubdomainPrefix: checkName(dns1123Subdomain, true),
    dns1035LabelPrefix: checkName(dns1035Label, true),
    labelValue: checkName(labelValue),
    uri: checkUri,
    uuid: known('uuid', 'does not match the UUID format'),
    byte: known('byte', 'invalid base64'),
    date: known('date', 'invalid date'),
    datetime: known('datetime', 'invalid datetime'),
  }).map(([name, validate]) => [name, new NamedFormat(name, validate)]),
);
