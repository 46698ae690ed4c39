/** What is wrong with an expression. */
export interface Problem {
  /** In the words of cel-go, as the API server says it. */
  readonly message: string;
  /** Into the expression, from 0, in UTF-16 units. */
  readonly offset: number;
  /** The name that is not known. */
  readonly unknown?: {
    readonly kind: 'field' | 'name' | 'function';
    readonly name: string;
    /** What could have been meant: the fields of the object, or the variables or functions there are. */
    readonly known: readonly string[];
  };
}

/** A place in an expression, both from 1, the column in characters. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where an offset is. */
export function placeOf(source: string, offset: number): Place {
  const before = source.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return {
    line: before.split('\n').length,
    column: Array.from(before.slice(lineStart)).length + 1,
  };
}

/** All problems as cel-go prints them: sorted by place, each with the line and a mark below it. */
export function displayProblems(source: string, problems: readonly Problem[]): string {
  return sortProblems(problems)
    .slice(0, 100)
    .map((problem) => displayProblem(source, problem))
    .join('\n');
}

/** In the order of the expression. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => a.offset - b.offset);
}

function displayProblem(source: string, { message, offset }: Problem): string {
  const { line, column } = placeOf(source, offset);
  const text = (source.split('\n')[line - 1] ?? '').replaceAll('\t', ' ');
  const characters = Array.from(text);
  const marks = characters.slice(0, column - 1).map((c) => (isWide(c) ? '．' : '.'));
  const mark = isWide(characters[column - 1] ?? '') ? '＾' : '^';
  return `ERROR: <input>:${line}:${column}: ${message}\n | ${text}\n | ${marks.join('')}${mark}`;
}

function isWide(character: string): boolean {
  return (character.codePointAt(0) ?? 0) > 0x7f;
}
