/** A file or folder of a tar archive. */
export interface TarEntry {
  /** Relative, with `/`; a folder ends in `/`. At most 100 bytes. */
  readonly name: string;
  /** @default a folder, without content */
  readonly content?: Buffer;
}

const blockSize = 512;

/**
 * A tar archive that depends on nothing but its entries: everything is root's, readable by all, and as old
 * as the epoch. Format: POSIX ustar.
 * @throws {RangeError} when a name is longer than the format takes
 */
export function* tar(entries: Iterable<TarEntry>): Generator<Buffer, void> {
  for (const { name, content } of entries) {
    yield header(name, content?.byteLength);
    if (content === undefined) continue;
    yield content;
    yield Buffer.alloc(-content.byteLength & (blockSize - 1));
  }
  yield Buffer.alloc(2 * blockSize);
}

function header(name: string, size: number | undefined): Buffer {
  if (Buffer.byteLength(name) > 100) throw new RangeError(`${name} is too long for an archive`);
  const block = Buffer.alloc(blockSize);
  const octal = (value: number, length: number): string => value.toString(8).padStart(length, '0');
  block.write(name, 0);
  block.write(octal(size === undefined ? 0o755 : 0o644, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(size ?? 0, 11), 124);
  block.write(octal(0, 11), 136);
  block.write(size === undefined ? '5' : '0', 156);
  block.write('ustar\u000000', 257, 'latin1');
  // The sum counts its own field as blanks.
  block.write(' '.repeat(8), 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\u0000 `, 148, 'latin1');
  return block;
}
