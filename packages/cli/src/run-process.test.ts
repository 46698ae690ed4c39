import { describe, expect, it } from 'vitest';
import { runProcess } from './run-process.ts';
import { testIo } from './testing/test-io.ts';

const node = (script: string) => ({ command: process.execPath, args: ['-e', script] });
const here = { cwd: import.meta.dirname };

describe('runProcess', () => {
  it('passes on output, environment and exit code', async () => {
    const { io, output } = testIo(here);
    const script = 'console.log(process.env.A, process.cwd()); console.error("e"); process.exit(7)';
    expect(await runProcess(io, { ...node(script), env: { A: 'x' } })).toBe(7);
    expect(await output()).toEqual({ stdout: `x ${import.meta.dirname}\n`, stderr: 'e\n' });
  });

  it('says which program is missing', async () => {
    const { io } = testIo(here);
    await expect(runProcess(io, { command: 'no-such-program', args: [] })).rejects.toMatchObject({
      message: 'no-such-program is not installed, or not on the PATH',
      exitCode: 127,
    });
  });

  it('passes each signal on once, and lets the program end in its own time', async () => {
    const { io, signal, output } = testIo(here);
    const script = `
      process.on('SIGINT', () => { console.log('SIGINT'); setTimeout(() => process.exit(3), 50); });
      setInterval(() => undefined, 1000);
      console.log('ready');`;
    const ready = new Promise((resolve) => io.stdout.once('pipe', resolve)).then(
      () => new Promise((resolve) => (io.stdout as NodeJS.EventEmitter).once('readable', resolve)),
    );
    const exited = runProcess(io, node(script));
    await ready;
    signal('SIGINT');
    expect(await exited).toBe(3);
    expect((await output()).stdout).toBe('ready\nSIGINT\n');
  });

  it('ends the program when its own signal aborts, as a shell counts it', async () => {
    const { io } = testIo(here);
    const stop = new AbortController();
    const exited = runProcess(io, { ...node('setInterval(() => 0, 1000)'), signal: stop.signal });
    stop.abort();
    expect(await exited).toBe(128 + 15);
  });
});
