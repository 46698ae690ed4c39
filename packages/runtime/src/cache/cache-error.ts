/** Why the cache could not answer. */
export type CacheErrorCode =
  | 'MissingInformer'
  | 'NamespaceNotCached'
  | 'NotStarted'
  | 'Aborted'
  | 'UnsupportedQuery';

/** A read that the cache cannot answer, and what to write instead. */
export class CacheError extends Error {
  override readonly name = 'CacheError';
  readonly code: CacheErrorCode;

  constructor(code: CacheErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
