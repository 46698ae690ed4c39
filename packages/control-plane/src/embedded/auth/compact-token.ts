import { isJsonObject, type JsonObject } from '@keelson/schema';

/** A JSON Web Token in its compact form, taken apart; nothing of it is proven. */
export interface CompactToken {
  readonly header: JsonObject;
  readonly payload: JsonObject;
  /** What the signature is of. */
  readonly signed: string;
  readonly signature: Buffer;
}

/** Takes a token apart; `undefined` when the text is none. */
export function parseCompactToken(text: string): CompactToken | undefined {
  const [head, body, tail, ...more] = text.split('.');
  if (head === undefined || body === undefined || tail === undefined || more.length > 0) {
    return undefined;
  }
  const header = decodePart(head);
  const payload = decodePart(body);
  if (header === undefined || payload === undefined || !isBase64url(tail)) return undefined;
  const alg = header['alg'];
  if (alg !== undefined && typeof alg !== 'string') return undefined;
  return { header, payload, signed: `${head}.${body}`, signature: Buffer.from(tail, 'base64url') };
}

function decodePart(part: string): JsonObject | undefined {
  if (!isBase64url(part)) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isBase64url(text: string): boolean {
  return text.length % 4 !== 1 && /^[\w-]*$/.test(text);
}
