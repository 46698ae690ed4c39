/** An object of a request that cannot be read as its kind. The message is Go's, without the kind. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}
