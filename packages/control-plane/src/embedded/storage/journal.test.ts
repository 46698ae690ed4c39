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

interface Opened {
  readonly store: ObjectStore;
  readonly header: unknown;
  readonly rewrite: () => void;
  readonly close: () => void;
}

function open(file: string): Opened {
  let journal: Journal | undefined;
  const store = new ObjectStore({ journal: (resource, event) => journal?.record(resource, event) });
  const opened = Journal.open(file, store, () => ({ token: 'new' }));
  journal = opened.journal;
  return {
    store,
    header: opened.header,
    rewrite: () => opened.journal.rewrite(store),
    close: () => opened.journal[Symbol.dispose](),
  };
}

function namesOf({ store }: Opened): string[] {
  return store
    .log('configmaps')
    .list()
    .map(({ name }) => name);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
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

  it('never goes back behind a revision that it has given out', () => {
    const file = path.join(folder, 'revisions');
    const first = open(file);
    first.store.put(address('a'), object('a', 'x'));
    first.store.put(address('b'), object('b', 'x'));
    first.store.remove(address('b'));
    first.close();
    // Only the head of the file knows of the removal when it was written anew.
    for (let run = 0; run < 3; run++) {
      const next = open(file);
      expect(next.store.revision).toBe(4);
      next.close();
    }
  });

  it('forgets what was cleared, and keeps the header', () => {
    const file = path.join(folder, 'cleared');
    const first = open(file);
    first.store.put(address('a'), object('a', 'x'));
    first.store.clear();
    first.rewrite();
    first.store.put(address('b'), object('b', 'x'));
    first.close();
    const second = open(file);
    expect(second.header).toEqual({ token: 'new' });
    expect(second.store.revision).toBe(4);
    expect(namesOf(second)).toEqual(['b']);
    second.close();
  });

  it('writes nothing after its end', () => {
    const file = path.join(folder, 'ended');
    const first = open(file);
    first.close();
    first.close();
    first.store.put(address('a'), object('a', 'x'));
    const second = open(file);
    expect(namesOf(second)).toEqual([]);
    second.close();
  });

  it('can be cut at any byte: what comes back are the first writes, whole', () => {
    const file = path.join(folder, 'any');
    const first = open(file);
    const headLength = statSync(file).size;
    for (let index = 0; index < 5; index++) {
      first.store.put(address(`n${index}`), object(`n${index}`, 'ü'));
    }
    first.store.remove(address('n0'));
    first.close();
    const whole = readFileSync(file);
    for (let length = headLength; length <= whole.length; length++) {
      const kept = whole.subarray(0, length);
      writeFileSync(file, kept);
      const next = open(file);
      // A line that only lacks its end is whole.
      const tail = kept.subarray(kept.lastIndexOf(10) + 1).toString();
      const writes = kept.toString().split('\n').length - 2 + (isJson(tail) ? 1 : 0);
      expect(next.store.revision).toBe(1 + writes);
      const names = ['n0', 'n1', 'n2', 'n3', 'n4'];
      expect(namesOf(next)).toEqual(writes === 6 ? names.slice(1) : names.slice(0, writes));
      next.close();
    }
  });

  it.each([
    ['no JSON', 'what is this'],
    ['JSON of another kind', '[]'],
    ['no resource', '{"revision":9,"object":{"metadata":{"name":"a"}}}'],
    ['no revision', '{"resource":"configmaps","object":{"metadata":{"name":"a"}}}'],
    ['no name', '{"resource":"configmaps","revision":9,"object":{"metadata":{}}}'],
    ['no object', '{"resource":"configmaps","revision":9}'],
    ['half a removal', '{"resource":"configmaps","revision":9,"removed":["default"]}'],
  ])('refuses a line that is damaged: %s', (_, line) => {
    const file = path.join(folder, 'line');
    rmSync(file, { force: true });
    const first = open(file);
    first.store.put(address('a'), object('a', 'x'));
    first.close();
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, `${text}${line}\n`);
    expect(() => open(file)).toThrow(
      new JournalError(`${file}:3 is damaged: remove the file to start anew`),
    );
    expect(readFileSync(file, 'utf8')).toBe(`${text}${line}\n`);
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
