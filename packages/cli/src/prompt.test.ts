import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { confirm, question } from './prompt.ts';

function terminal() {
  const [stdin, stdout] = [new PassThrough(), new PassThrough({ encoding: 'utf8' })];
  const shown: string[] = [];
  stdout.on('data', (chunk: string) => shown.push(chunk));
  const io = {
    stdin,
    stdout,
    stderr: new PassThrough(),
    cwd: '/',
    env: {},
    isInteractive: true,
    columns: 80,
    signal: new AbortController().signal,
    onSignal: () => () => undefined,
  };
  return { io, stdin, shown };
}

describe('confirm', () => {
  it('asks again until it is told yes or no', async () => {
    const { io, stdin, shown } = terminal();
    const answer = confirm(io, 'Sail');
    stdin.write('maybe\n');
    stdin.write('YES\n');
    expect(await answer).toBe(true);
    expect(shown.join('')).toBe('Sail [y/n]? Sail [y/n]? ');
  });

  it('takes no for an answer', async () => {
    const { io, stdin } = terminal();
    stdin.write('n\n');
    expect(await confirm(io, 'Sail')).toBe(false);
  });

  it('gives up when the input ends', async () => {
    const { io, stdin } = terminal();
    stdin.end();
    await expect(question(io, 'Who?')).rejects.toThrow('no answer was given');
  });

  it('asks several questions of input that came all at once', async () => {
    const { io, stdin } = terminal();
    stdin.write('y\nn\nAhab\n');
    expect(await confirm(io, 'one')).toBe(true);
    expect(await confirm(io, 'two')).toBe(false);
    expect(await question(io, 'three')).toBe('Ahab');
  });
});
