import { errorText, goQuote } from '@keelson/schema';
import { joinErrors } from './error-list.ts';
import { subdomainErrors } from '../metadata/name-rules.ts';

const pathSyntax = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const path = new RegExp(`^${pathSyntax}$`);

/** What is wrong with the extras that someone wants to act with, in the server's words; `undefined` for nothing. */
export function extraError(extra: Readonly<Record<string, readonly string[]>>): string | undefined {
  for (const [key, values] of Object.entries(extra)) {
    if (key === '') return notAllowed('the empty string key in extra');
    const errors = keyErrors(key);
    if (errors.length > 0) {
      return `${notAllowed('an invalid key in extra')}: ${joinErrors(errors)}`;
    }
    if (key !== key.toLowerCase()) {
      return `${notAllowed('a non-lowercase key in extra')}: ${goQuote(key)}`;
    }
    if (values.length === 0) return notAllowed('empty values in extra');
    if (values.includes('')) return notAllowed('the empty string value in extra');
  }
  return undefined;
}

function notAllowed(what: string): string {
  return `impersonating ${what} is not allowed`;
}

/** A key is a path below a domain, for example `example.com/scopes`. */
function keyErrors(key: string): string[] {
  const at = key.indexOf('/');
  const domain = key.slice(0, at);
  const rest = key.slice(at + 1);
  if (at < 1 || rest === '') {
    return [invalid(key, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  }
  const errors = subdomainErrors(domain).map((why) => invalid(domain, why));
  if (!path.test(rest)) {
    errors.push(invalid(rest, `Invalid path (regex used for validation is '${pathSyntax}')`));
  }
  return errors;
}

function invalid(value: string, detail: string): string {
  return errorText({ type: 'FieldValueInvalid', field: 'extra.key', value, detail });
}
