/** The queue was used against its contract, such as `done` of a key that nobody holds. A bug of the caller. */
export class QueueStateError extends Error {
  override readonly name = 'QueueStateError';
}
