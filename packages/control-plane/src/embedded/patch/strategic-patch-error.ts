import { StatusError } from '../status-error.ts';

/** The server takes most mistakes of a strategic merge patch for its own: 500 without a reason. */
export function strategicPatchFailed(message: string): StatusError {
  return new StatusError({ message, code: 500 });
}
