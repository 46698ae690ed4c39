/** A text is not the JSON (or YAML) that the server reads. The message is Go's. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
  /** Whether the text itself is malformed, rather than a value of it out of range. */
  readonly isSyntax: boolean;

  constructor(message: string, isSyntax = true) {
    super(message);
    this.isSyntax = isSyntax;
  }
}
