/** Figures of several operators: medians of their rounds, side by side, and the first one's ratio to each. */
export class ResultTable {
  readonly #columns: readonly string[];
  readonly #figures = new Map<string, Map<string, number[]>>();

  constructor(columns: readonly string[]) {
    this.#columns = columns;
  }

  /** Takes a figure in, and shows it: a run takes long. */
  note(column: string, row: string, value: number): void {
    console.log(`${column}: ${row} ${format(value)}`);
    const figures = this.#figures.get(row) ?? new Map<string, number[]>();
    this.#figures.set(row, figures);
    figures.set(column, [...(figures.get(column) ?? []), value]);
  }

  print(): string {
    const width = 19;
    const lines = [[''.padEnd(36), ...this.#columns.map((name) => name.padStart(width))].join('')];
    for (const [row, figures] of this.#figures) {
      const medians = this.#columns.map((column) => median(figures.get(column) ?? []));
      const [ours = Number.NaN] = medians;
      const cells = medians.map((value, index) => {
        const ratio = index === 0 ? '' : ` (x${(value / ours).toFixed(2)})`;
        return `${format(value)}${ratio}`.padStart(width);
      });
      lines.push([row.padEnd(36), ...cells].join(''));
    }
    return lines.join('\n');
  }
}

function format(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (
    ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2
  );
}
