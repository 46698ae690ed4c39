const bugs = [TypeError, ReferenceError, RangeError, SyntaxError, EvalError, URIError];

/** Whether what was thrown tells of a bug rather than of the request: Go would have panicked. */
export function isPanic(error: unknown): boolean {
  return !(error instanceof Error) || bugs.some((bug) => error instanceof bug);
}

/** What to say of something that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
