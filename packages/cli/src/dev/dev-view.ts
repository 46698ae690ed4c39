import type { CliIo } from '../cli-io.ts';

/** What the panel shows. */
export interface DevState {
  readonly project: string;
  readonly url: string;
  /** `running`, `compiling`, `errors in the source`, `crashed: exit code 1`. */
  readonly status: string;
  readonly controllers: readonly ControllerCounts[];
  /** Newest last. */
  readonly events: readonly string[];
}

/** What one controller has done since the operator started. */
export interface ControllerCounts {
  readonly name: string;
  readonly reconciles: number;
  readonly errors: number;
}

const shownEvents = 3;

/** The panel at the foot of the terminal, as lines that fit. */
export function renderPanel(state: DevState, columns: number): string[] {
  const width = Math.max(columns - 1, 20);
  const cut = (line: string): string =>
    line.length > width ? `${line.slice(0, width - 1)}…` : line;
  const rows = state.controllers.map(
    ({ name, reconciles, errors }) =>
      `  ${name.padEnd(28)} ${String(reconciles).padStart(7)} reconciles ${String(errors).padStart(5)} errors`,
  );
  const events = state.events.slice(-shownEvents).map((event) => `  ${event}`);
  return [
    '─'.repeat(width),
    `${state.project} · ${state.status} · ${state.url}`,
    ...rows,
    ...events,
    's samples  r restart  q quit',
  ].map(cut);
}

/** Lines that scroll, over a panel that stays: on a terminal. Elsewhere the lines alone. */
export class DevView implements Disposable {
  readonly #io: CliIo;
  #panel: readonly string[] = [];

  constructor(io: CliIo) {
    this.#io = io;
  }

  /** One line of what happens. */
  line(source: string, text: string): void {
    this.#clear();
    this.#io.stdout.write(`${source.padEnd(9)} ${text}\n`);
    this.#draw();
  }

  /** Shows a new state. */
  show(state: DevState): void {
    if (!this.#io.isInteractive) return;
    const panel = renderPanel(state, this.#io.columns);
    if (panel.join('\n') === this.#panel.join('\n')) return;
    this.#clear();
    this.#panel = panel;
    this.#draw();
  }

  [Symbol.dispose](): void {
    this.#clear();
    this.#panel = [];
  }

  #clear(): void {
    // To the first line of the panel, and away with all below.
    if (this.#panel.length > 0) this.#io.stdout.write(`\u001B[${this.#panel.length}A\r\u001B[J`);
  }

  #draw(): void {
    if (this.#panel.length > 0) this.#io.stdout.write(`${this.#panel.join('\n')}\n`);
  }
}

/** Fields for machines: the controller's name says as much. */
const unsaid: ReadonlySet<string> = new Set([
  'time',
  'controllerGroup',
  'controllerKind',
  'reconcileID',
]);

interface LogLine {
  readonly level?: string;
  readonly msg?: string;
  readonly [field: string]: unknown;
}

/** A line of the operator's log for people: message, then what it is about. Other lines as they are. */
export function readableLog(line: string): string {
  let entry: LogLine;
  try {
    entry = JSON.parse(line) as LogLine;
  } catch {
    return line;
  }
  if (typeof entry !== 'object' || entry === null || typeof entry.msg !== 'string') return line;
  const { level = 'info', msg, ...fields } = entry;
  const details = Object.entries(fields)
    .filter(([key]) => !unsaid.has(key))
    .map(([key, value]) => `${key}=${textOf(value)}`);
  return [...(level === 'info' ? [] : [`${level}:`]), msg, ...details].join(' ');
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return /[\s"=]/.test(value) ? JSON.stringify(value) : value;
  // The stack of an error is for the log file.
  const { message } = (value ?? {}) as { message?: unknown };
  return JSON.stringify(typeof message === 'string' ? message : value) ?? '';
}

/** Reads the counts of controllers from the operator's metrics (controller_runtime_reconcile_total). */
export function readCounts(metrics: string): ControllerCounts[] {
  const counts = new Map<string, { reconciles: number; errors: number }>();
  const line = /^controller_runtime_reconcile_total\{([^}]*)\} (\d+)/gm;
  for (const [, labels = '', value = '0'] of metrics.matchAll(line)) {
    const name = /controller="([^"]*)"/.exec(labels)?.[1] ?? '';
    const result = /result="([^"]*)"/.exec(labels)?.[1];
    const count = counts.get(name) ?? { reconciles: 0, errors: 0 };
    count.reconciles += Number(value);
    if (result === 'error') count.errors += Number(value);
    counts.set(name, count);
  }
  return [...counts].map(([name, count]) => ({ name, ...count }));
}
