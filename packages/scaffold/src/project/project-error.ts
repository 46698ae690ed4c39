/** A mistake in what the user asked of a project command. The message is one line, made to be read. */
export class ProjectError extends Error {
  override readonly name = 'ProjectError';
}
