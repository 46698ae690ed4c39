import { isJsonObject } from '@keelson/schema';
import { textOf } from '../json/text-of.ts';
import { badRequest } from '../status-error.ts';

/** Where a paged list goes on. */
export interface ContinueToken {
  /** Revision that all pages show. */
  readonly revision: number;
  /** Key of the last object of the page before. */
  readonly after: string;
}

/** Opaque to clients; the same form as the API server's. */
export function encodeContinue({ revision, after }: ContinueToken): string {
  const token = { v: 'meta.k8s.io/v1', rv: revision, start: `${after}\0` };
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

/** @throws {StatusError} 400 */
export function decodeContinue(text: string): ContinueToken {
  const illegal =
    /[^A-Za-z0-9_-]/.exec(text)?.index ?? (text.length % 4 === 1 ? text.length - 1 : -1);
  if (illegal >= 0) throw invalidToken(`illegal base64 data at input byte ${illegal}`);
  const token = parse(Buffer.from(text, 'base64url').toString());
  if (!isJsonObject(token)) throw invalidToken('invalid character');
  const { v = '', rv, start } = token;
  if (v !== 'meta.k8s.io/v1' || typeof rv !== 'number' || typeof start !== 'string') {
    throw invalidToken(`server does not recognize this encoded version ${textOf(token, 'v')}`);
  }
  return { revision: rv, after: start.replace(/\0$/, '') };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function invalidToken(why: string): Error {
  return badRequest(`invalid continue token: continue key is not valid: ${why}`);
}
