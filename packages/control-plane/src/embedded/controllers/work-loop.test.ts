import { describe, expect, it } from 'vitest';
import { WorkLoop } from './work-loop.ts';

function loopOf(work: (key: string) => Promise<void> | void = () => undefined) {
  const done: string[] = [];
  const reported: unknown[] = [];
  const loop = new WorkLoop(
    async (key) => {
      done.push(key);
      await work(key);
    },
    (error) => reported.push(error),
  );
  return { loop, done, reported };
}

describe('WorkLoop', () => {
  it('is idle at once when there is nothing to do', async () => {
    const { loop, done } = loopOf();
    await loop.idle();
    await loop.stop();
    expect(done).toEqual([]);
  });

  it('does what was added in order, each key once, and nothing before the writer goes on', async () => {
    const { loop, done } = loopOf();
    for (const key of ['b', 'a', 'b']) loop.add(key);
    await Promise.resolve();
    expect(done).toEqual([]);
    await loop.idle();
    expect(done).toEqual(['b', 'a']);
    loop.add('a');
    await loop.idle();
    expect(done).toEqual(['b', 'a', 'a']);
  });

  it('does a key again that is added while it is worked on', async () => {
    let turns = 0;
    const { loop, done } = loopOf(() => {
      if (++turns < 3) loop.add('a');
    });
    loop.add('a');
    await loop.idle();
    expect(done).toEqual(['a', 'a', 'a']);
  });

  it('never works on two keys at once', async () => {
    let running = 0;
    let most = 0;
    const { loop } = loopOf(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      running--;
    });
    for (const key of ['a', 'b', 'c']) loop.add(key);
    await loop.idle();
    expect(most).toBe(1);
  });

  it('tries again what fails, behind the others, and reports it after the fifth time', async () => {
    const failure = new Error('no');
    const { loop, done, reported } = loopOf((key) => {
      if (key === 'bad') throw failure;
    });
    loop.add('bad');
    loop.add('good');
    await loop.idle();
    expect(done).toEqual(['bad', 'good', 'bad', 'bad', 'bad', 'bad']);
    expect(reported).toEqual([failure]);
    loop.add('good');
    await loop.idle();
    expect(done.at(-1)).toBe('good');
  });

  it('forgets the failures of a key that succeeds', async () => {
    let turns = 0;
    const { loop, done, reported } = loopOf(() => {
      if (++turns % 4 !== 0) throw new Error('not yet');
    });
    for (let round = 0; round < 3; round++) {
      loop.add('a');
      await loop.idle();
    }
    expect(done).toHaveLength(12);
    expect(reported).toEqual([]);
  });

  it('stops when the current piece is done, and takes no more', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { promise: started, resolve: start } = Promise.withResolvers<void>();
    const { loop, done } = loopOf(() => {
      start();
      return promise;
    });
    loop.add('a');
    loop.add('b');
    await started;
    const stopped = loop.stop();
    loop.add('c');
    resolve();
    await stopped;
    await loop.idle();
    expect(done).toEqual(['a']);
  });
});
