/** A credential does not hold; the message is in the server's words, as a TokenReview shows them. */
export class CredentialError extends Error {
  override readonly name = 'CredentialError';
}
