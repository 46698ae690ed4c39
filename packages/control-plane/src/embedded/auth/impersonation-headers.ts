import { badRequest } from '../status-error.ts';
import { goQuote } from '@keelson/schema';
import { firstHeader, type RequestHeaders } from './request-headers.ts';
import type { UserInfo } from './user.ts';

const extraPrefix = 'impersonate-extra-';

/**
 * Whom a request wants to act as, before any defaults; `undefined` when it does not.
 * @throws {StatusError} 400 when it names groups, a UID or extras without a user
 */
export function wantedUser(headers: RequestHeaders): UserInfo | undefined {
  const name = firstHeader(headers, 'impersonate-user');
  const uid = firstHeader(headers, 'impersonate-uid');
  const groups = headers['impersonate-group'] ?? [];
  const extra = extraOf(headers);
  const user: UserInfo = { name, uid, groups, extra };
  if (name !== '') return user;
  if (uid === '' && groups.length === 0 && extra === undefined) return undefined;
  throw badRequest(`requested ${goSyntax(user)} without impersonating a user name`);
}

function extraOf(headers: RequestHeaders): Record<string, string[]> | undefined {
  const extra = new Map<string, string[]>();
  for (const [header, values = []] of Object.entries(headers)) {
    if (!header.startsWith(extraPrefix)) continue;
    const key = unescapeKey(header.slice(extraPrefix.length));
    extra.set(key, [...(extra.get(key) ?? []), ...values]);
  }
  return extra.size === 0 ? undefined : Object.fromEntries(extra);
}

/** A key that cannot be unescaped stays as it is. */
function unescapeKey(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

/** As Go's `%#v` prints a user. */
function goSyntax({ name, uid = '', groups, extra }: UserInfo): string {
  const entries =
    extra === undefined
      ? undefined
      : Object.keys(extra)
          .toSorted()
          .map((key) => `${goQuote(key)}:${goStrings(extra[key] ?? [])}`);
  return (
    `&user.DefaultInfo{Name:${goQuote(name)}, UID:${goQuote(uid)}, Groups:${goStrings(groups)}, ` +
    `Extra:map[string][]string${entries === undefined ? '(nil)' : `{${entries.join(', ')}}`}}`
  );
}

function goStrings(values: readonly string[]): string {
  return values.length === 0 ? '[]string(nil)' : `[]string{${values.map(goQuote).join(', ')}}`;
}
