/** Passes by returning, fails by throwing or rejecting. `signal` aborts when the asker has gone. */
export type HealthCheck = (signal: AbortSignal) => void | Promise<void>;

/** Fails a check with a reason that whoever asks may be told; other errors go to the log only. */
export class UnhealthyError extends Error {
  override readonly name = 'UnhealthyError';
}

/** How one check went. */
interface CheckOutcome {
  readonly name: string;
  readonly verdict: 'ok' | 'failed' | 'excluded';
  /** What the check threw. For the log; for the asker only an {@link UnhealthyError}. */
  readonly error?: unknown;
}

/** How all checks of one endpoint went. */
export interface HealthVerdict {
  readonly ok: boolean;
  readonly outcomes: readonly CheckOutcome[];
  /** Names that were to be excluded but are no check. */
  readonly unknownExclusions: readonly string[];
}

/** Passes as long as the process can answer. */
const ping: HealthCheck = () => {};

/** The named checks of one endpoint, fixed once it is served. */
export class HealthChecks {
  readonly #checks = new Map<string, HealthCheck>();
  #sealed = false;

  /**
   * @throws {Error} after the start, for a name that is taken, or for one that is no path segment
   */
  add(name: string, check: HealthCheck): void {
    if (this.#sealed) throw new Error(`health check "${name}" must be added before the start`);
    if (this.#checks.has(name)) throw new Error(`there is a health check "${name}" already`);
    if (!/^[\w.-]+$/.test(name)) {
      throw new TypeError(`"${name}" is no name for a health check: use letters, digits, "-", "."`);
    }
    this.#checks.set(name, check);
  }

  /** From now on `add` is an error. Without any check there is {@link ping}. */
  seal(): void {
    this.#sealed = true;
  }

  has(name: string): boolean {
    return this.#effective().has(name);
  }

  /** Runs the checks, all at once; only one of them when `only` names it. */
  async run(
    signal: AbortSignal,
    choice: { readonly only?: string; readonly exclude?: ReadonlySet<string> } = {},
  ): Promise<HealthVerdict> {
    const { only, exclude = new Set<string>() } = choice;
    const checks = [...this.#effective()].filter(([name]) => only === undefined || name === only);
    const outcomes = await Promise.all(
      checks.map(async ([name, check]): Promise<CheckOutcome> => {
        if (exclude.has(name)) return { name, verdict: 'excluded' };
        try {
          await check(signal);
          return { name, verdict: 'ok' };
        } catch (error) {
          return { name, verdict: 'failed', error };
        }
      }),
    );
    const known = new Set(checks.map(([name]) => name));
    return {
      ok: outcomes.every(({ verdict }) => verdict !== 'failed'),
      outcomes,
      unknownExclusions: [...exclude].filter((name) => !known.has(name)),
    };
  }

  #effective(): ReadonlyMap<string, HealthCheck> {
    return this.#checks.size === 0 ? new Map([['ping', ping]]) : this.#checks;
  }
}

/** The verdict as text, in the form of the API server's own health endpoints. */
export function formatVerdict(
  verdict: HealthVerdict,
  options: { readonly endpoint: string; readonly verbose: boolean },
): string {
  if (verdict.ok && !options.verbose) return 'ok';
  const lines = verdict.outcomes.map(({ name, verdict, error }) => {
    const reason = error instanceof UnhealthyError ? error.message : 'reason withheld';
    if (verdict === 'failed') return `[-]${name} failed: ${reason}`;
    return verdict === 'ok' ? `[+]${name} ok` : `[+]${name} excluded: ok`;
  });
  if (verdict.unknownExclusions.length > 0) {
    const names = verdict.unknownExclusions.map((name) => JSON.stringify(name)).join(', ');
    lines.push(`warn: some health checks cannot be excluded: no matches for ${names}`);
  }
  lines.push(`${options.endpoint} check ${verdict.ok ? 'passed' : 'failed'}`);
  return `${lines.join('\n')}\n`;
}
