/** A mistake in what the user asked of a project command. The message is one line, made to be read. */
export class ProjectError extends Error {
  override readonly name: string = 'ProjectError';
}

/** Marks of an earlier merge are left in the user's files. */
export class ConflictError extends ProjectError {
  override readonly name = 'ConflictError';
}
