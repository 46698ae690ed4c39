import { isUtf8 } from 'node:buffer';

/**
 * Text of a body. Each byte that is not UTF-8 becomes one U+FFFD, as in Go; a byte order mark stays,
 * for the parser to refuse.
 */
export function decodeUtf8(body: Uint8Array): string {
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (isUtf8(buffer)) return buffer.toString('utf8');
  let text = '';
  let start = 0;
  for (let at = 0; at < buffer.length;) {
    const size = sequenceLength(buffer, at);
    if (size > 0) {
      at += size;
      continue;
    }
    text += `${buffer.toString('utf8', start, at)}\ufffd`;
    start = ++at;
  }
  return text + buffer.toString('utf8', start);
}

/** Bytes of the character at an index, 0 when there is none. */
function sequenceLength(buffer: Buffer, at: number): number {
  const first = buffer[at] as number;
  if (first < 0x80) return 1;
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (at + size > buffer.length) return 0;
  return isUtf8(buffer.subarray(at, at + size)) ? size : 0;
}
