import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Journal, JournalError } from './journal.ts';
import { ObjectStore } from './object-store.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'journal-'));
afterAll(() => rmSync(folder, { recursive: true }));

function open(file: string): { store: ObjectStore; header: unknown; close: () => void } {
  let journal: Journal | undefined;
  const store = new ObjectStore({ journal: (resource, event) => journal?.record(resource, event) });
  const opened = Journal.open(file, store, () => ({ token: 'new' }));
  journal = opened.journal;
  return { store, header: opened.header, close: () => opened.journal[Symbol.dispose]() };
}

const address = (name: string) => ({ resource: 'configmaps', namespace: 'default', name });
const object = (name: string, data: bigint | string) => ({
  metadata: { name, namespace: 'default' },
  data,
});

describe('Journal', () => {
  it('brings back objects, revision and header', () => {
    const file = path.join(folder, 'state');
    const first = open(file);
    first.store.put(address('a'), object('a', 2n ** 60n));
    first.store.put(address('b'), object('b', 'x'));
    first.store.put(address('a'), object('a', 2n ** 61n + 1n));
    first.store.remove(address('b'));
    const { revision } = first.store;
    first.close();
    expect(statSync(file).mode & 0o777).toBe(0o600);

    const second = open(file);
    expect(second.header).toEqual({ token: 'new' });
    expect(second.store.revision).toBe(revision);
    expect(second.store.log('configmaps').list()).toMatchObject([
      { name: 'a', revision: 4, object: { data: 2n ** 61n + 1n } },
    ]);
    second.store.put(address('c'), object('c', 'y'));
    second.close();
    expect(
      open(file)
        .store.log('configmaps')
        .list()
        .map(({ name }) => name),
    ).toEqual(['a', 'c']);
  });

  it('forgets a write that the death of the process has cut', () => {
    const file = path.join(folder, 'cut');
    const first = open(file);
    first.store.put(address('a'), object('a', 'x'));
    first.close();
    appendFileSync(file, '{"resource":"configmaps","revi');
    expect(open(file).store.log('configmaps').size).toBe(1);
  });

  it('refuses what is damaged, and files of others', () => {
    const file = path.join(folder, 'damaged');
    const first = open(file);
    first.store.put(address('a'), object('a', 'x'));
    first.store.put(address('b'), object('b', 'x'));
    first.store.put(address('c'), object('c', 'x'));
    first.close();
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, [lines[0], '{"half', ...lines.slice(2)].join('\n'));
    expect(() => open(file)).toThrow(
      new JournalError(`${file}:2 is damaged: remove the file to start anew`),
    );
    writeFileSync(file, 'a: 1\n');
    expect(() => open(file)).toThrow(
      new JournalError(`${file} is no state of a control plane: remove it, or name another file`),
    );
    expect(readFileSync(file, 'utf8')).toBe('a: 1\n');
  });
});
