import { describe, expect, it, onTestFinished } from 'vitest';
import { ObjectStore } from '../storage/object-store.ts';
import { EventExpiry } from './event-expiry.ts';

const minute = 60_000;

function start() {
  const clock = { now: 0 };
  const store = new ObjectStore();
  const expiry = new EventExpiry(store, () => clock.now);
  onTestFinished(() => expiry[Symbol.dispose]());
  store.watchAll((resource, event) => expiry.observe(resource, event));
  const write = (resource: string, name: string): void => {
    const metadata = { namespace: 'n', name };
    store.put({ resource, namespace: 'n', name }, { metadata });
  };
  const names = (): string[] =>
    store
      .log('events')
      .list()
      .map(({ name }) => name);
  return { clock, store, expiry, write, names };
}

describe('EventExpiry', () => {
  it('forgets an event an hour after its last write', () => {
    const { clock, expiry, write, names } = start();
    write('events', 'old');
    write('events', 'renewed');
    clock.now = 30 * minute;
    write('events', 'renewed');
    write('events', 'young');
    clock.now = 60 * minute - 1;
    expiry.sweep();
    expect(names()).toEqual(['old', 'renewed', 'young']);
    clock.now = 60 * minute;
    expiry.sweep();
    expect(names()).toEqual(['renewed', 'young']);
    clock.now = 90 * minute;
    expiry.sweep();
    expect(names()).toEqual([]);
  });

  it('tells watchers, as of any deletion', () => {
    const { clock, store, expiry, write } = start();
    const seen: string[] = [];
    store.log('events').watch(({ type, current }) => seen.push(`${type} ${current.name}`));
    write('events', 'e');
    clock.now = 60 * minute;
    expiry.sweep();
    expiry.sweep();
    expect(seen).toEqual(['ADDED e', 'DELETED e']);
  });

  it('does not mind who was there before: events that were deleted, and made again', () => {
    const { clock, store, expiry, write, names } = start();
    write('events', 'e');
    write('events', 'f');
    store.remove({ resource: 'events', namespace: 'n', name: 'e' });
    store.remove({ resource: 'events', namespace: 'n', name: 'f' });
    clock.now = 59 * minute;
    write('events', 'f');
    clock.now = 60 * minute;
    expiry.sweep();
    expect(names()).toEqual(['f']);
  });

  it('touches nothing but events', () => {
    const { clock, store, expiry, write } = start();
    write('configmaps', 'c');
    clock.now = 1_000 * minute;
    expiry.sweep();
    expect(store.log('configmaps').size).toBe(1);
  });
});
