const simple: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '"': 34,
  "'": 39,
  '\\': 92,
  '?': 63,
  '`': 96,
};

const escapes =
  /\\(?:[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|([^]))/gu;

/** The text of a string token. @throws {SyntaxError} when an escape is no character */
export function readString(token: string): string {
  const { body, isRaw } = unquote(token);
  if (isRaw) return body;
  return body.replace(escapes, (...[, hex, u4, u8, octal, letter]: (string | undefined)[]) =>
    character(codeOf({ hex: hex ?? u4 ?? u8, octal, letter })),
  );
}

/** The bytes of a bytes token: `\xff` is a byte, other characters are UTF-8. */
export function readBytes(token: string): Uint8Array {
  const { body, isRaw } = unquote(token.slice(1));
  const encoder = new TextEncoder();
  if (isRaw) return encoder.encode(body);
  const bytes: number[] = [];
  let last = 0;
  for (const match of body.matchAll(escapes)) {
    bytes.push(...encoder.encode(body.slice(last, match.index)));
    last = match.index + match[0].length;
    const [, hex, u4, u8, octal, letter] = match;
    if (u4 !== undefined || u8 !== undefined) {
      throw new SyntaxError('unable to unescape string');
    }
    bytes.push(codeOf({ hex, octal, letter }));
  }
  bytes.push(...encoder.encode(body.slice(last)));
  return Uint8Array.from(bytes);
}

function unquote(token: string): { body: string; isRaw: boolean } {
  const isRaw = /^[rR]/u.test(token);
  const quoted = (isRaw ? token.slice(1) : token).replaceAll('\r\n', '\n');
  const size = /^(?:"""|''')/u.test(quoted) && quoted.length >= 6 ? 3 : 1;
  return { body: quoted.slice(size, -size), isRaw };
}

interface Escape {
  readonly hex: string | undefined;
  readonly octal: string | undefined;
  readonly letter: string | undefined;
}

function codeOf({ hex, octal, letter }: Escape): number {
  if (hex !== undefined) return Number.parseInt(hex, 16);
  if (octal !== undefined) return Number.parseInt(octal, 8);
  return simple[letter as string] as number;
}

function character(code: number): string {
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    throw new SyntaxError('unable to unescape string');
  }
  return String.fromCodePoint(code);
}
