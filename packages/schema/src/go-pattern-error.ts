import { goQuote } from './json.ts';

/** A pattern that Go's regexp does not accept; the message is Go's. */
export class GoPatternError extends Error {
  override readonly name = 'GoPatternError';

  constructor(problem: string, fragment: string) {
    super(`error parsing regexp: ${problem}: \`${fragment}\``);
  }

  /** A pattern that Go accepts and that this package cannot run. */
  static unsupported(pattern: string): GoPatternError {
    return new GoPatternError('unsupported pattern', goQuote(pattern));
  }
}
