import { describe, expect, it } from 'vitest';
import { ObjectLog, type StoredObject, type StoreEvent } from './object-log.ts';

function stored(key: string, revision: number): StoredObject {
  const [namespace = '', name = ''] = key.split('/');
  return { namespace, name, object: { metadata: { namespace, name } }, revision };
}

/** A log with writes: `+a/x` creates, `~a/x` changes, `-a/x` deletes; the first is revision 11. */
function logOf(writes: readonly string[], capacity = 100): ObjectLog {
  const log = new ObjectLog(10, capacity);
  const types = { '+': 'ADDED', '~': 'MODIFIED', '-': 'DELETED' } as const;
  writes.forEach((write, index) => {
    const current = stored(write.slice(1), 11 + index);
    const previous = log.get(current.namespace, current.name);
    const type = types[write[0] as '+'];
    log.append({ type, revision: current.revision, current, previous });
  });
  return log;
}

const keysOf = (objects: readonly StoredObject[] | undefined): string[] | undefined =>
  objects?.map(({ namespace, name, revision }) => `${namespace}/${name}@${revision}`);

describe('ObjectLog', () => {
  it('lists in the order of etcd keys, of one namespace or all', () => {
    const log = logOf(['+b/x', '+a-b/x', '+a/y', '+a/x', '+ab/x']);
    expect(keysOf(log.list())).toEqual(['a-b/x@12', 'a/x@14', 'a/y@13', 'ab/x@15', 'b/x@11']);
    expect(keysOf(log.list('a'))).toEqual(['a/x@14', 'a/y@13']);
    expect(keysOf(log.list('c'))).toEqual([]);
  });

  it('shows what was there at a revision of the past', () => {
    const log = logOf(['+a/x', '+a/y', '~a/x', '-a/y', '+a/z']);
    expect(keysOf(log.listAt(15))).toEqual(['a/x@13', 'a/z@15']);
    expect(keysOf(log.listAt(13))).toEqual(['a/x@13', 'a/y@12']);
    expect(keysOf(log.listAt(11))).toEqual(['a/x@11']);
    expect(keysOf(log.listAt(10))).toEqual([]);
    expect(keysOf(log.listAt(3))).toEqual([]);
  });

  it('tells the writes after a revision, as long as it knows all of them', () => {
    const log = logOf(['+a/x', '~a/x', '~a/x', '~a/x', '~a/x', '~a/x'], 3);
    expect(log.start).toBe(13);
    expect(log.eventsAfter(12)).toBeUndefined();
    expect(log.listAt(12)).toBeUndefined();
    expect(log.eventsAfter(13)?.map(({ revision }) => revision)).toEqual([14, 15, 16]);
    log.compact();
    expect(log.eventsAfter(15)).toBeUndefined();
    expect(log.eventsAfter(16)).toEqual([]);
  });

  it('tells watchers of each write until they leave', () => {
    const log = logOf([]);
    const seen: StoreEvent['type'][] = [];
    const leave = log.watch(({ type }) => seen.push(type));
    const current = stored('a/x', 11);
    log.append({ type: 'ADDED', revision: 11, current });
    leave();
    log.append({ type: 'DELETED', revision: 12, current, previous: current });
    expect(seen).toEqual(['ADDED']);
    expect(log.size).toBe(0);
  });
});
