/** Bytes that are no message of their kind; the message is that of Go's decoder. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}
