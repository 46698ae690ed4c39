import { StatusError } from '../status-error.ts';

/** The object of a request is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof StatusError && error.status.reason === 'NotFound';
}
