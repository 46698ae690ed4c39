import { X509Certificate } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import type { ServerCertificate } from '../util/http-listener.ts';
import type { RotationState } from './certificate-rotation.ts';
import type { CertificateStore, SharedState, TrustAnchor } from './certificate-store.ts';
import { ManagedCertificate } from './managed-certificate.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const options = { hosts: ['hooks.sea.svc'], lifetimeMs: 90 * dayMs, propagationMs: dayMs };

/** A configuration, with all that it ever said. */
interface Anchor {
  version: number;
  bundle: string;
  readonly history: { readonly at: number; readonly bundle: string }[];
}

/**
 * A cluster in memory: conditional writes, and API servers that learn of a change up to `propagationMs`
 * later. Each call of a replica waits at the gate twice, before it takes effect and before the replica
 * hears of it, so that others go first and the replica can be stopped at either point.
 */
class Cluster {
  readonly clock = new FakeClock();
  readonly anchors: Anchor[] = Array.from({ length: 2 }, () => ({
    version: 1,
    bundle: '',
    history: [],
  }));
  readonly replicas = new Set<Replica>();
  secret: { state: RotationState; version: number } | undefined;

  /** One more process. */
  start(): Replica {
    const replica = new Replica(this);
    this.replicas.add(replica);
    return replica;
  }

  storeOf(replica: Replica): CertificateStore {
    const call = async <T>(effect: () => T): Promise<T> => {
      await replica.gate();
      const result = effect();
      await replica.gate();
      return result;
    };
    return {
      read: () =>
        call((): SharedState => ({
          value: this.secret?.state,
          version: this.secret && String(this.secret.version),
        })),
      write: (state, version) =>
        call(() => {
          if (version !== (this.secret && String(this.secret.version))) return false;
          this.secret = { state, version: (this.secret?.version ?? 0) + 1 };
          return true;
        }),
      anchors: () => call(() => this.anchors.map((anchor) => this.#handle(anchor, call))),
    };
  }

  #handle(anchor: Anchor, call: <T>(effect: () => T) => Promise<T>): TrustAnchor {
    const { version, bundle } = anchor;
    return {
      name: 'anchor',
      trusts: (wanted) => wanted === bundle,
      publish: (wanted) =>
        call(() => {
          if (anchor.version !== version) return false;
          anchor.version += 1;
          this.say(anchor, wanted);
          return true;
        }),
    };
  }

  say(anchor: Anchor, bundle: string): void {
    anchor.bundle = bundle;
    anchor.history.push({ at: this.clock.wallTime(), bundle });
  }

  /** What API servers may go by now: the last word before the lag, and everything since. */
  views(anchor: Anchor): string[] {
    const from = this.clock.wallTime() - options.propagationMs;
    const isOld = ({ at }: { at: number }) => at <= from;
    const last = anchor.history.findLastIndex(isOld);
    return anchor.history.slice(Math.max(last, 0)).map(({ bundle }) => bundle);
  }
}

/** One process: it can be stopped at any await. */
class Replica {
  readonly waiting: (() => void)[] = [];
  readonly certificate: ManagedCertificate;
  served: ServerCertificate | undefined;

  constructor(cluster: Cluster) {
    this.certificate = new ManagedCertificate({
      ...options,
      store: cluster.storeOf(this),
      clock: cluster.clock,
      logger: new RecordingLogger(),
      intervalMs: 6 * hourMs,
    });
    void this.certificate.start((material) => (this.served = material)).catch(() => {});
  }

  gate(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

/** Every leaf that is served is trusted by every API server, however late it hears of changes. */
function assertTrusted(cluster: Cluster): void {
  for (const { served } of cluster.replicas) {
    if (served === undefined) continue;
    const leaf = new X509Certificate(served.cert);
    expect(leaf.validToDate.getTime()).toBeGreaterThan(cluster.clock.wallTime());
    for (const anchor of cluster.anchors) {
      for (const view of cluster.views(anchor)) {
        const authorities = view.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----\n/g) ?? [];
        expect(authorities.some((ca) => leaf.checkIssued(new X509Certificate(ca)))).toBe(true);
      }
    }
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Lets one replica take one step, if any can. */
async function stepOne(cluster: Cluster, choice: number): Promise<boolean> {
  const ready = [...cluster.replicas].filter(({ waiting }) => waiting.length > 0);
  ready[choice % Math.max(ready.length, 1)]?.waiting.shift()?.();
  await turn();
  return ready.length > 0;
}

async function settle(cluster: Cluster): Promise<void> {
  while (await stepOne(cluster, 0));
}

/** Lets one replica do all it can, or so many steps of it; the others stand still. */
async function settleOne({ waiting }: Replica, steps = Infinity): Promise<void> {
  for (let step = 0; step < steps && waiting.length > 0; step += 1) {
    waiting.shift()?.();
    await turn();
  }
}

/** Nobody hangs: what can be done is done. */
async function passDays(cluster: Cluster, days: number): Promise<void> {
  await settle(cluster);
  for (let day = 0; day < days; day += 1) {
    await cluster.clock.advance(dayMs);
    await settle(cluster);
    assertTrusted(cluster);
  }
}

type Action =
  | { readonly type: 'step'; readonly choice: number }
  | { readonly type: 'time'; readonly hours: number }
  | { readonly type: 'stop' | 'start' | 'wipe'; readonly choice: number };

const choice = fc.nat(9);
const actions: fc.Arbitrary<Action[]> = fc.array(
  fc.oneof(
    { weight: 40, arbitrary: fc.record({ type: fc.constant('step' as const), choice }) },
    {
      weight: 8,
      arbitrary: fc.record({
        type: fc.constant('time' as const),
        hours: fc.constantFrom(1, 6, 24),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ type: fc.constantFrom('stop' as const, 'start' as const), choice }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('wipe' as const), choice }) },
  ),
  { minLength: 40, maxLength: 300 },
);

async function perform(cluster: Cluster, action: Action): Promise<void> {
  const { replicas, anchors, clock } = cluster;
  switch (action.type) {
    case 'step':
      await stepOne(cluster, action.choice);
      return;
    case 'time':
      await clock.advance(action.hours * hourMs);
      return;
    case 'start':
      if (replicas.size < 3) cluster.start();
      await turn();
      return;
    case 'stop': {
      const stopped = [...replicas][action.choice % Math.max(replicas.size, 1)];
      if (stopped === undefined) return;
      replicas.delete(stopped);
      stopped.certificate[Symbol.dispose]();
      return;
    }
    case 'wipe': {
      // Somebody applies the manifests anew; the calls fail until it is published again.
      const anchor = anchors[action.choice % anchors.length]!;
      anchor.version += 1;
      anchor.bundle = '';
      anchor.history.length = 0;
    }
  }
}

describe('ManagedCertificate', () => {
  it('serves nothing that an API server does not trust, whatever happens when', async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), actions, async (isOld, history) => {
        const cluster = new Cluster();
        for (let count = 0; count < 2; count += 1) cluster.start();
        // Half of the histories are about the first certificate, half about its renewal.
        if (isOld) await passDays(cluster, 60);
        for (const action of history) {
          await perform(cluster, action);
          assertTrusted(cluster);
        }
        // And in the end it does not stand still.
        const last = cluster.start();
        await passDays(cluster, 20);
        const { validToDate } = new X509Certificate(last.served?.cert ?? '');
        const leftMs = validToDate.getTime() - cluster.clock.wallTime();
        expect(leftMs).toBeGreaterThan(25 * dayMs);
        for (const replica of cluster.replicas) replica.certificate[Symbol.dispose]();
      }),
      { numRuns: 30 },
    );
  }, 120_000);

  it.each(Array.from({ length: 12 }, (_, index) => index))(
    'is not misled by one that stalls after %i steps of a renewal, and goes on when all is over',
    async (steps) => {
      for (const other of [0, 3, 6, 9]) {
        const cluster = new Cluster();
        const [slow, quick] = [cluster.start(), cluster.start()];
        await passDays(cluster, 59);
        await cluster.clock.advance(dayMs);
        // How far the renewal is when the slow one begins.
        await settleOne(quick, other);
        await settleOne(slow, steps);
        for (let quarter = 0; quarter < 4; quarter += 1) {
          await settleOne(quick);
          await cluster.clock.advance(dayMs / 4 - 1);
        }
        // A moment before the new leaf may be served, the slow one wakes up.
        while (slow.waiting.length > 0) {
          await settleOne(slow, 1);
          assertTrusted(cluster);
          if (slow.waiting.length % 2 === 0) await settleOne(quick, 1);
        }
        await cluster.clock.advance(dayMs / 4);
        await settleOne(quick);
        assertTrusted(cluster);
        await passDays(cluster, 2);
        expect(slow.served).toEqual(quick.served);
        for (const { certificate } of [slow, quick]) certificate[Symbol.dispose]();
      }
    },
  );

  it('renews every sixty days, and forgets authorities that have ended', async () => {
    const cluster = new Cluster();
    const replica = cluster.start();
    await settle(cluster);
    const seen = new Set<string>();
    for (let quarter = 0; quarter < 365 * 4; quarter += 1) {
      await cluster.clock.advance(dayMs / 4);
      await settle(cluster);
      assertTrusted(cluster);
      seen.add(replica.served?.cert ?? '');
      const bundles = cluster.anchors.map(({ bundle }) => bundle.match(/BEGIN/g)?.length ?? 0);
      expect(Math.max(...bundles)).toBeLessThanOrEqual(3);
    }
    expect(seen.size).toBe(1 + 6);
    replica.certificate[Symbol.dispose]();
  }, 60_000);

  it('puts back the state that somebody has deleted, with the same certificate', async () => {
    const cluster = new Cluster();
    const replica = cluster.start();
    await settle(cluster);
    const { served } = replica;
    cluster.secret = undefined;
    await cluster.clock.advance(6 * hourMs);
    await settle(cluster);
    expect(cluster.secret).toMatchObject({ state: { current: served } });
    replica.certificate[Symbol.dispose]();
  });
});
