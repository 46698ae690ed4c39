/** Something in the source that cannot become a manifest, and what to write instead. */
export interface SourceProblem {
  /** Below the project's folder, with `/`. */
  readonly file: string;
  /** From 1, as editors count. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** All that is wrong with a project's source, one line each, sorted by place. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly problems: readonly SourceProblem[];

  constructor(problems: readonly SourceProblem[]) {
    const sorted = sortProblems(problems);
    super(sorted.map(formatProblem).join('\n'));
    this.problems = sorted;
  }
}

/** `src/api/v1/widget.ts:12:3: message`: the form that editors and terminals make a link of. */
export function formatProblem({ file, line, column, message }: SourceProblem): string {
  return `${file}:${line}:${column}: ${message}`;
}

/** In the order of the source, equal ones once. */
function sortProblems(problems: readonly SourceProblem[]): SourceProblem[] {
  const byText = new Map(problems.map((problem) => [formatProblem(problem), problem]));
  return [...byText.values()].toSorted(
    (a, b) => compareText(a.file, b.file) || a.line - b.line || a.column - b.column,
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
