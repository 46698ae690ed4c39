import { type CliIo, print } from './cli-io.ts';

/** Prints rows under a header, columns aligned as kubectl aligns them. */
export function printTable(
  io: CliIo,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  for (const row of all) {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    print(io, cells.join('   ').trimEnd());
  }
}
