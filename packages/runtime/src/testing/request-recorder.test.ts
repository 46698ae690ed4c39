import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Transport } from '../client/transport.ts';
import { RequestRecorder } from './request-recorder.ts';

it('keeps what is sent, answered or not, and writes it', async () => {
  const recorder = new RequestRecorder();
  const inner: Transport = {
    send: async () => ({ status: 200, headers: {}, body: 'yes' }),
    stream: () => Promise.reject(new Error('gone')),
    [Symbol.asyncDispose]: async () => {},
  };
  const transport = recorder.record(inner);
  expect(await transport.send({ method: 'POST', path: '/api/v1/pods' })).toMatchObject({
    body: 'yes',
  });
  const query = new URLSearchParams({ watch: 'true' });
  await expect(transport.stream({ method: 'GET', path: '/api/v1/pods', query })).rejects.toThrow(
    'gone',
  );

  const folder = await mkdtemp(path.join(tmpdir(), 'keelson-recorder-'));
  await recorder.save(path.join(folder, 'requests.jsonl'));
  expect(await readFile(path.join(folder, 'requests.jsonl'), 'utf8')).toBe(
    '{"method":"POST","uri":"/api/v1/pods"}\n{"method":"GET","uri":"/api/v1/pods?watch=true"}\n',
  );
  await rm(folder, { recursive: true });
});
