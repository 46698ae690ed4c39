import { ProjectError } from '../project/project-error.ts';
import type { SentRequest } from './asked-right.ts';

/** A line of the API server's audit log, as far as it is of interest, or of a recording. */
interface LogLine {
  readonly kind?: unknown;
  readonly stage?: unknown;
  readonly verb?: unknown;
  readonly requestURI?: unknown;
  readonly user?: { readonly username?: unknown };
  readonly impersonatedUser?: { readonly username?: unknown };
  readonly method?: unknown;
  readonly uri?: unknown;
}

/** Options of {@link readRequestLog}. */
export interface RequestLogOptions {
  /** Whose requests of an audit log count; a recording has only the operator's. */
  readonly user: string;
  /** For messages. */
  readonly file: string;
}

/**
 * The requests of one user in an API server's audit log (JSON lines of `audit.k8s.io`), or all of a
 * recording of `RequestRecorder`.
 * @throws {ProjectError} when a line is neither, or nothing in the log is of that user
 */
export function readRequestLog(text: string, { user, file }: RequestLogOptions): SentRequest[] {
  const others = new Set<string>();
  const requests = text.split('\n').flatMap((line, index): SentRequest[] => {
    if (line.trim() === '') return [];
    const entry = parseLine(line, `${file}:${index + 1}`);
    const { method, uri, verb, requestURI } = entry;
    if (typeof method === 'string' && typeof uri === 'string') return [{ method, uri }];
    if (typeof verb !== 'string' || typeof requestURI !== 'string') {
      throw new ProjectError(
        `${file}:${index + 1} is neither an event of an audit log nor a request of a RequestRecorder`,
      );
    }
    const who = nameOf(entry.impersonatedUser) ?? nameOf(entry.user) ?? '';
    if (who === user) return [{ verb, uri: requestURI }];
    others.add(who);
    return [];
  });
  if (requests.length > 0) return requests;
  const known = [...others].filter((name) => name.startsWith('system:serviceaccount:')).toSorted();
  throw new ProjectError(
    others.size === 0
      ? `${file} has no requests: record while the operator runs`
      : `${file} has no request of ${user}: say --user${known.length > 0 ? `, one of ${known.join(', ')}` : ''}`,
  );
}

function nameOf(user: LogLine['user']): string | undefined {
  return typeof user?.username === 'string' ? user.username : undefined;
}

function parseLine(line: string, place: string): LogLine {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below, like any other line that is no object.
  }
  throw new ProjectError(`${place} is not a JSON object: an audit log has one on each line`);
}
