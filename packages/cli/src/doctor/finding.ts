/** What one check found. */
export interface Finding {
  /** What was looked at: `node`, `cluster`, `definitions`. */
  readonly check: string;
  readonly level: 'ok' | 'warning' | 'error';
  readonly message: string;
  /** What to do about it; none is needed when all is well. */
  readonly remedy?: string;
}

export function ok(check: string, message: string): Finding {
  return { check, level: 'ok', message };
}

export function warning(check: string, message: string, remedy: string): Finding {
  return { check, level: 'warning', message, remedy };
}

export function problem(check: string, message: string, remedy: string): Finding {
  return { check, level: 'error', message, remedy };
}

/** The first line of what went wrong. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
