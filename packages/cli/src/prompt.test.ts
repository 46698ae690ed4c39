import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { confirm, question } from './prompt.ts';
import { testIo } from './testing/test-io.ts';

describe('confirm', () => {
  it('asks again until it is told yes or no', async () => {
    const { io, output } = testIo({ answers: ['maybe', 'YES'] });
    expect(await confirm(io, 'Sail')).toBe(true);
    expect((await output()).stdout).toBe('Sail [y/n]? Sail [y/n]? ');
  });

  it('takes no for an answer', async () => {
    expect(await confirm(testIo({ answers: ['n'] }).io, 'Sail')).toBe(false);
  });

  it('gives up when the input ends', async () => {
    await expect(question(testIo().io, 'Who?')).rejects.toThrow('no answer was given');
  });

  it('gives up when the user interrupts', async () => {
    const { io, signal } = testIo({ answers: ['unsure'] });
    const answer = confirm({ ...io, stdin: new PassThrough() }, 'Sail');
    signal('SIGINT');
    await expect(answer).rejects.toMatchObject({ message: 'interrupted', exitCode: 130 });
  });

  it('asks several questions of input that came all at once', async () => {
    const { io } = testIo({ answers: ['y', 'n', 'Ahab'] });
    expect(await confirm(io, 'one')).toBe(true);
    expect(await confirm(io, 'two')).toBe(false);
    expect(await question(io, 'three')).toBe('Ahab');
  });
});
