import type { Logger } from '../util/logger.ts';

const mostRemembered = 1_000;

/**
 * Logs the API server's warnings (`Warning: 299 - "..."` headers, RFC 7234 5.5), each text once.
 * Semantics: controller-runtime's `WarningHandlerOptions{Deduplicate: true}`.
 */
export class WarningLog {
  readonly #logger: Logger;
  readonly #seen = new Set<string>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Takes the header's value, if there is one. */
  add(header: string | string[] | undefined): void {
    if (header === undefined) return;
    for (const text of parseWarnings(header)) {
      if (this.#seen.has(text)) continue;
      if (this.#seen.size >= mostRemembered) this.#seen.clear();
      this.#seen.add(text);
      this.#logger.warn(text, { source: 'Kubernetes API' });
    }
  }
}

/** The texts of the warnings with code 299, the only one that Kubernetes sends. */
function parseWarnings(header: string | readonly string[]): string[] {
  const joined = typeof header === 'string' ? header : header.join(', ');
  return Array.from(joined.matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g), ([, text = '']) =>
    text.replaceAll(/\\(.)/g, '$1'),
  );
}
