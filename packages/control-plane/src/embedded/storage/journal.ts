import { closeSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { isJsonObject, type JsonObject } from '@keelson/schema';
import { parseJson } from '../json/parse-json.ts';
import { textOf } from '../json/text-of.ts';
import { printJson } from '../json/print-json.ts';
import type { StoreEvent } from './object-log.ts';
import type { ObjectStore } from './object-store.ts';

/** What a control plane keeps beside its objects, so that its clients find it again: keys, tokens. */
export type JournalHeader = Readonly<Record<string, string>>;

/** A file that cannot be read as a journal. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
}

const format = 'keelson-control-plane/1';

/**
 * Keeps the state of a control plane in a file: a header, then a line for each write, JSON each. The
 * last line may be cut by the death of the process; it is then a write that nobody was told of.
 */
export class Journal implements Disposable {
  readonly #path: string;
  readonly #header: JournalHeader;
  #file: number | undefined;

  private constructor(path: string, header: JournalHeader) {
    this.#path = path;
    this.#header = header;
  }

  /**
   * Opens a journal and puts its objects into an empty store. The file is written anew, without what
   * later writes have replaced. `header` is used when there is no file.
   * @throws {JournalError} when the file is something else
   */
  static open(
    path: string,
    store: ObjectStore,
    header: () => JournalHeader,
  ): { readonly journal: Journal; readonly header: JournalHeader } {
    const text = readIfThere(path);
    const lines = text?.split('\n') ?? [];
    const found = text === undefined ? undefined : readHeader(path, lines[0] ?? '');
    if (found !== undefined) {
      store.advanceTo(found.revision);
      replay(path, store, lines.slice(1));
    }
    const kept = found?.header ?? header();
    const journal = new Journal(path, kept);
    journal.rewrite(store);
    return { journal, header: kept };
  }

  /** Notes a write. */
  record(resource: string, { type, revision, current }: StoreEvent): void {
    const line =
      type === 'DELETED'
        ? { resource, revision, removed: [current.namespace, current.name] }
        : { resource, revision, object: current.object };
    if (this.#file !== undefined) writeSync(this.#file, `${printJson(line)}\n`);
  }

  /** Writes the file anew, from what is in the store and nothing else. */
  rewrite(store: ObjectStore): void {
    const lines = [printJson({ ...this.#header, format, revision: store.revision })];
    for (const resource of store.resources) {
      for (const { object, revision } of store.log(resource).list()) {
        lines.push(printJson({ resource, revision, object }));
      }
    }
    const temporary = `${this.#path}.new`;
    // It holds keys and tokens.
    writeFileSync(temporary, `${lines.join('\n')}\n`, { mode: 0o600 });
    renameSync(temporary, this.#path);
    this[Symbol.dispose]();
    this.#file = openSync(this.#path, 'a', 0o600);
  }

  [Symbol.dispose](): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function readHeader(
  path: string,
  line: string,
): { readonly header: JournalHeader; readonly revision: number } {
  const value = parseLine(line);
  if (value?.['format'] !== format || typeof value['revision'] !== 'number') {
    throw new JournalError(
      `${path} is no state of a control plane: remove it, or name another file`,
    );
  }
  const { format: _format, revision, ...header } = value;
  return { header: header as JournalHeader, revision };
}

/** One line: a write of an object, or its removal. */
interface JournalEntry {
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly revision: number;
  /** Absent for a removal. */
  readonly object: JsonObject | undefined;
}

function replay(path: string, store: ObjectStore, lines: readonly string[]): void {
  const entries = new Map<string, JournalEntry>();
  // What follows the last line end is empty, or a write that was cut.
  for (const [index, line] of lines.entries()) {
    const isLast = index === lines.length - 1;
    if (isLast && line === '') break;
    const entry = readEntry(line);
    if (entry === undefined) {
      if (isLast) break;
      throw new JournalError(`${path}:${index + 2} is damaged: remove the file to start anew`);
    }
    store.advanceTo(entry.revision);
    const key = `${entry.resource}|${entry.namespace}|${entry.name}`;
    // Set anew, so that the objects come back in the order of their revisions.
    entries.delete(key);
    if (entry.object !== undefined) entries.set(key, entry);
  }
  for (const { resource, object, revision } of entries.values()) {
    if (object !== undefined) store.restore(resource, object, revision);
  }
}

function readEntry(line: string): JournalEntry | undefined {
  const value = parseLine(line);
  const revision = value?.['revision'];
  const resource = value && textOf(value, 'resource');
  if (value === undefined || typeof revision !== 'number' || !resource) return undefined;
  const { object, removed } = value;
  if (isJsonObject(object) && isJsonObject(object['metadata'])) {
    const { metadata } = object;
    const [namespace, name] = [textOf(metadata, 'namespace'), textOf(metadata, 'name')];
    return name === '' ? undefined : { resource, namespace, name, revision, object };
  }
  if (!Array.isArray(removed)) return undefined;
  const [namespace, name] = removed;
  if (typeof namespace !== 'string' || typeof name !== 'string') return undefined;
  return { resource, namespace, name, revision, object: undefined };
}

function parseLine(line: string): JsonObject | undefined {
  try {
    const { value } = parseJson(line);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
