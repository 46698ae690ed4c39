/** Distinguished Encoding Rules (ITU-T X.690), as far as certificates need them. Each function answers one encoded value. */

/** A value with its tag and length. */
export function encode(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content]);
}

export function sequence(...parts: readonly Uint8Array[]): Buffer {
  return encode(0x30, ...parts);
}

export function set(...parts: readonly Uint8Array[]): Buffer {
  return encode(0x31, ...parts);
}

/** A part of a sequence that is known by its number. */
export function tagged(number: number, ...parts: readonly Uint8Array[]): Buffer {
  return encode(0xa0 | number, ...parts);
}

/** A non-negative integer, most significant byte first. */
export function integer(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  // As short as it can be, and with no sign bit where there is no sign.
  const digits = first === -1 ? Buffer.of(0) : bytes.subarray(first);
  const padding = ((digits[0] as number) & 0x80) === 0 ? Buffer.alloc(0) : Buffer.of(0);
  return encode(0x02, padding, digits);
}

export function boolean(value: boolean): Buffer {
  return encode(0x01, Buffer.of(value ? 0xff : 0));
}

export function utf8String(text: string): Buffer {
  return encode(0x0c, Buffer.from(text));
}

export function octetString(...parts: readonly Uint8Array[]): Buffer {
  return encode(0x04, ...parts);
}

/** Whole bytes, or with `unused` bits at the end that do not count. */
export function bitString(bytes: Uint8Array, unused = 0): Buffer {
  return encode(0x03, Buffer.of(unused), bytes);
}

/** An object identifier, for example `2.5.29.19`. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return encode(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** A time: two-digit years until 2049, four digits from then on, as RFC 5280 asks. */
export function time(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return date.getUTCFullYear() < 2050
    ? encode(0x17, Buffer.from(digits.slice(2)))
    : encode(0x18, Buffer.from(digits));
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.of(0x80 | bytes.length, ...bytes);
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}
