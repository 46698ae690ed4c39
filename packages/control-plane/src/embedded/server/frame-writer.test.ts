import { PassThrough, Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { FrameWriter } from './frame-writer.ts';

/** A client that reads, chunk by chunk as they were written. */
function reading(): { target: Writable; chunks: string[] } {
  const chunks: string[] = [];
  const target = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString());
      done();
    },
  });
  return { target, chunks };
}

const megabyte = 1024 * 1024;

describe('FrameWriter', () => {
  it('writes the frames of one turn together, and those of the next by themselves', async () => {
    const { target, chunks } = reading();
    const writer = new FrameWriter(target);
    for (const frame of ['a\n', 'b\n', 'ü\n']) writer.write(frame);
    expect(chunks).toEqual([]);
    await setImmediate();
    writer.write('c\n');
    await setImmediate();
    expect(chunks).toEqual(['a\nb\nü\n', 'c\n']);
  });

  it('writes what waits before it ends, and nothing after', async () => {
    const { target, chunks } = reading();
    const writer = new FrameWriter(target);
    writer.write('last\n');
    writer.end();
    writer.write('late\n');
    await setImmediate();
    expect(chunks).toEqual(['last\n']);
    expect(target.writableFinished).toBe(true);
  });

  it('tells all who listen when the client goes, and then writes nothing', async () => {
    const { target, chunks } = reading();
    const writer = new FrameWriter(target);
    const told: string[] = [];
    writer.onClose(() => told.push('first'));
    writer.onClose(() => told.push('second'));
    target.destroy();
    writer.write('a\n');
    await setImmediate();
    writer.end();
    expect(told).toEqual(['first', 'second']);
    expect(chunks).toEqual([]);
  });

  it('cuts off a client that does not read, long before the memory is full', async () => {
    const target = new PassThrough();
    const writer = new FrameWriter(target);
    let isClosed = false;
    writer.onClose(() => {
      isClosed = true;
    });
    const frame = 'x'.repeat(megabyte);
    let written = 0;
    while (!target.destroyed && written < 1_000) {
      writer.write(frame);
      written += 1;
      await setImmediate();
    }
    expect(isClosed).toBe(true);
    expect(written).toBeGreaterThan(60);
    expect(written).toBeLessThan(70);
  });

  it('lets a client read a long first list in its own time', async () => {
    const { target, chunks } = reading();
    const writer = new FrameWriter(target);
    for (let index = 0; index < 80; index++) {
      writer.write('x'.repeat(megabyte));
      await setImmediate();
    }
    expect(target.destroyed).toBe(false);
    expect(chunks.join('')).toHaveLength(80 * megabyte);
  });
});
