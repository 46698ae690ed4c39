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
  #file: number | undefined;

  private constructor(path: string) {
    this.#path = path;
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
  ): { readonly journal: Journal; readonly header: JournalHeader; readonly isNew: boolean } {
    const text = readIfThere(path);
    const lines = text?.split('\n') ?? [];
    const found = text === undefined ? undefined : readHeader(path, lines[0] ?? '');
    if (found !== undefined) replay(path, store, lines.slice(1));
    const kept = found ?? header();
    const journal = new Journal(path);
    journal.#rewrite(store, kept);
    return { journal, header: kept, isNew: found === undefined };
  }

  /** Notes a write. */
  record(resource: string, { type, revision, current }: StoreEvent): void {
    const line =
      type === 'DELETED'
        ? { resource, revision, removed: [current.namespace, current.name] }
        : { resource, revision, object: current.object };
    if (this.#file !== undefined) writeSync(this.#file, `${printJson(line)}\n`);
  }

  [Symbol.dispose](): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #rewrite(store: ObjectStore, header: JournalHeader): void {
    const lines = [printJson({ format, revision: store.revision, ...header })];
    for (const resource of store.resources) {
      for (const { object, revision } of store.log(resource).list()) {
        lines.push(printJson({ resource, revision, object }));
      }
    }
    const temporary = `${this.#path}.new`;
    // It holds keys and tokens.
    writeFileSync(temporary, `${lines.join('\n')}\n`, { mode: 0o600 });
    renameSync(temporary, this.#path);
    this.#file = openSync(this.#path, 'a', 0o600);
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

function readHeader(path: string, line: string): JournalHeader & { readonly revision?: string } {
  const value = parseLine(line);
  if (value?.['format'] !== format) {
    throw new JournalError(
      `${path} is no state of a control plane: remove it, or name another file`,
    );
  }
  const { format: _format, revision: _revision, ...header } = value;
  return header as JournalHeader;
}

function replay(path: string, store: ObjectStore, lines: readonly string[]): void {
  const objects = new Map<string, JsonObject>();
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const entry = parseLine(line);
    if (entry === undefined) {
      if (index >= lines.length - 2) break;
      throw new JournalError(`${path}:${index + 2} is damaged: remove the file to start anew`);
    }
    const { revision, object, removed } = entry;
    const resource = textOf(entry, 'resource');
    store.advanceTo(Number(revision));
    const key = isJsonObject(object)
      ? keyOf(resource, object['metadata'] as JsonObject)
      : `${resource}|${(removed as string[]).join('|')}`;
    // Set anew, so that the objects come back in the order of their revisions.
    objects.delete(key);
    if (isJsonObject(object)) objects.set(key, entry);
  }
  for (const entry of objects.values()) {
    const { object, revision } = entry;
    store.restore(textOf(entry, 'resource'), object as JsonObject, Number(revision));
  }
}

function keyOf(resource: string, metadata: JsonObject): string {
  return `${resource}|${textOf(metadata, 'namespace')}|${textOf(metadata, 'name')}`;
}

function parseLine(line: string): JsonObject | undefined {
  try {
    const { value } = parseJson(line);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
