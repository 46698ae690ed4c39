import { ConfigMap } from '@keelson/kubernetes/core/v1';
import { Cache, type WatchEvent, type WatchOptions } from '@keelson/runtime';
import { FakeClock, RecordingLogger } from '@keelson/runtime/testing';
import { expect, it } from 'vitest';

const minuteMs = 60_000;

/**
 * The watches of a server that is well: a bookmark a minute, a change every `changeMs`, and an end
 * when the client's own time is over, as kube-apiserver's are.
 */
class HealthyServer {
  readonly watches: WatchOptions[] = [];
  lists = 0;
  readonly #clock: FakeClock;
  readonly #changeMs: number;
  #version = 1_000;

  constructor(clock: FakeClock, changeMs: number) {
    this.#clock = clock;
    this.#changeMs = changeMs;
  }

  readonly list = () => {
    this.lists += 1;
    return Promise.reject(new Error('nobody needs a list'));
  };

  readonly watch = (
    _: unknown,
    options: WatchOptions = {},
  ): AsyncIterable<WatchEvent<ConfigMap>> => {
    this.watches.push(options);
    return this.#stream(options);
  };

  async *#stream({ sendInitialEvents, timeoutSeconds = 0, signal }: WatchOptions) {
    if (sendInitialEvents === true) yield this.#bookmark({ 'k8s.io/initial-events-end': 'true' });
    const startedAt = this.#clock.now();
    const endsAt = startedAt + timeoutSeconds * 1_000;
    let bookmarkAt = startedAt + minuteMs;
    let changeAt = startedAt + this.#changeMs;
    for (;;) {
      const nextAt = Math.min(bookmarkAt, changeAt, endsAt);
      await this.#until(nextAt, signal);
      if (nextAt === endsAt || signal?.aborted === true) return;
      if (nextAt === bookmarkAt) {
        bookmarkAt += minuteMs;
        yield this.#bookmark();
      } else {
        changeAt += this.#changeMs;
        yield this.#change();
      }
    }
  }

  #until(at: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#clock.setTimer(resolve, at - this.#clock.now());
      const onAbort = (): void => {
        timer.cancel();
        resolve();
      };
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  #bookmark(annotations: Record<string, string> = {}): WatchEvent<ConfigMap> {
    const metadata = { resourceVersion: String(this.#version), annotations };
    return { type: 'BOOKMARK', object: { metadata } as unknown as ConfigMap };
  }

  #change(): WatchEvent<ConfigMap> {
    this.#version += 1;
    const metadata = {
      namespace: 'ns',
      name: 'a',
      uid: 'uid',
      creationTimestamp: '2026-01-01T00:00:00Z',
      resourceVersion: String(this.#version),
    };
    const type = this.#version === 1_001 ? 'ADDED' : 'MODIFIED';
    return { type, object: { apiVersion: 'v1', kind: 'ConfigMap', metadata } };
  }
}

it.each([
  ['quiet', Number.POSITIVE_INFINITY, 0],
  ['slow', 4 * minuteMs, 0],
  ['busy', 1_000, 0],
  ['quiet', Number.POSITIVE_INFINITY, 0.999],
] as const)(
  'F8 a %s watch that is well is started at most 12 times an hour (a change every %s ms)',
  async (_, changeMs, random) => {
    const clock = new FakeClock();
    const server = new HealthyServer(clock, changeMs);
    const reasons: string[] = [];
    const cache = new Cache({
      client: server,
      clock,
      logger: new RecordingLogger(),
      random: () => random,
      metrics: {
        informer: () => ({
          restarted: (reason) => void reasons.push(`restarted ${reason}`),
          relisted: (reason) => void reasons.push(`relisted ${reason}`),
          handlerFailed: () => {},
          observe: () => () => {},
        }),
      },
    });
    const informer = cache.informer(ConfigMap);
    const stop = new AbortController();
    const running = cache.start(stop.signal);
    for (let minute = 0; minute < 60; minute += 1) await clock.advance(minuteMs - 1);
    expect(server.watches.length).toBeLessThanOrEqual(12);
    expect(server.lists).toBe(0);
    // Only the first began with what there is.
    expect(server.watches.filter((watch) => watch.sendInitialEvents)).toHaveLength(1);
    expect(new Set(reasons)).toEqual(new Set(['restarted closed']));
    expect(informer.list()).toHaveLength(changeMs < 60 * minuteMs ? 1 : 0);
    stop.abort();
    await clock.advance(0);
    await running;
  },
);
