import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { CertificateFiles } from './certificate-files.ts';

describe('CertificateFiles', () => {
  let folder: string;
  const file = (name: string) => path.join(folder, name);
  const write = async (cert: string, key: string) => {
    await writeFile(file('tls.crt'), cert);
    await writeFile(file('tls.key'), key);
  };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keelson-certificate-'));
    await write('cert 1', 'key 1');
  });
  afterEach(() => rm(folder, { recursive: true }));

  function scene() {
    const clock = new FakeClock();
    const logger = new RecordingLogger();
    const [certFile, keyFile] = [file('tls.crt'), file('tls.key')];
    const counts = { reads: 0, failures: 0 };
    const metrics = {
      read: () => void (counts.reads += 1),
      failed: () => void (counts.failures += 1),
    };
    const files = new CertificateFiles({ certFile, keyFile, clock, logger, metrics });
    const seen: string[] = [];
    const onChange = ({ cert, key }: { cert: string; key: string }) => {
      if (cert === 'broken') throw new Error('no certificate in it');
      seen.push(`${cert}, ${key}`);
    };
    /** Moves on to the next look and waits until it is over, which sets the next timer. */
    const look = async () => {
      await clock.advance(10_000);
      await eventually(() => clock.pendingTimers === 1, { intervalMs: 1 });
    };
    return { clock, logger, files, seen, counts, onChange, look };
  }

  it('calls back with a new pair, and only with a new one', async () => {
    const { clock, files, seen, onChange, look } = scene();
    expect(await files.read()).toEqual({ cert: 'cert 1', key: 'key 1' });
    files.watch(onChange);
    await look();
    expect(seen).toEqual([]);
    await write('cert 2', 'key 2');
    await look();
    await look();
    expect(seen).toEqual(['cert 2, key 2']);
    files[Symbol.dispose]();
    expect(clock.pendingTimers).toBe(0);
  });

  it('goes on with the old pair when the new one is refused or gone, and tries again', async () => {
    const { logger, files, seen, counts, onChange, look } = scene();
    await files.read();
    files.watch(onChange);
    await write('broken', 'key 2');
    await look();
    await look();
    expect(logger.messages('error')).toEqual([
      'Could not take over a new certificate',
      'Could not take over a new certificate',
    ]);
    expect(counts).toEqual({ reads: 3, failures: 2 });
    await write('cert 2', 'key 2');
    await look();
    expect(seen).toEqual(['cert 2, key 2']);
    files[Symbol.dispose]();
  });
});
