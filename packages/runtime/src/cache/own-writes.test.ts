import type { KubernetesObject } from '@keelson/kubernetes';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OwnWrites, type SentWrite } from './own-writes.ts';
import { Thing } from './scripted-peer.test.support.ts';
import { createdEvent, deletedEvent, updatedEvent } from './stored-event.ts';

interface State {
  readonly version: number;
  readonly a: string;
  /** Written by others only, each time to something new. */
  readonly foreign: number;
}

const kind = { apiVersion: 'v1', kind: 'Thing' } as const;
const key = { namespace: 'ns', name: 'a' };

function objectOf({ version, a, foreign }: State): Thing {
  const creationTimestamp = '2026-01-01T00:00:00Z';
  const metadata = { ...key, uid: 'u', creationTimestamp, resourceVersion: String(version) };
  return { ...kind, metadata, data: { a, foreign: String(foreign) } };
}

/** One object on a server, a watch that lags behind, and a controller that writes. */
class Scene {
  readonly passed: number[] = [];
  readonly foreignVersions: number[] = [];
  readonly #own = new OwnWrites();
  readonly #filter = this.#own.filter(Thing);
  readonly #history: State[] = [{ version: 1, a: '0', foreign: 0 }];
  #shown: State = this.#history[0]!;
  readonly #replies: (() => void)[] = [];
  readonly #writes: Promise<unknown>[] = [];

  get #state(): State {
    return this.#history.at(-1)!;
  }

  #change(fields: Partial<State>): State {
    const next = { ...this.#state, ...fields };
    // As the server: what changes nothing makes no version.
    const isSame = next.a === this.#state.a && next.foreign === this.#state.foreign;
    if (!isSame) this.#history.push({ ...next, version: this.#state.version + 1 });
    return this.#state;
  }

  foreignWrite(a?: string): void {
    const foreign = this.#state.foreign + 1;
    this.foreignVersions.push(this.#change({ foreign, ...(a !== undefined && { a }) }).version);
  }

  ownPatch(a: string, end: 'answered' | 'lost'): void {
    const body = { data: { a } };
    this.#send({ ...kind, ...key, body }, { reply: this.#change({ a }), end });
  }

  /** Of what the cache shows, or of a live read. */
  ownUpdate(a: string, end: 'answered' | 'lost', isLive: boolean): void {
    const base = isLive ? this.#state : this.#shown;
    const sent = { ...kind, ...key, base: String(base.version) };
    if (base.version === this.#state.version) this.#send(sent, { reply: this.#change({ a }), end });
    else this.#send(sent, { reply: this.#state, end: 'lost' });
  }

  #send(sent: SentWrite, { reply, end }: { reply: State; end: 'answered' | 'lost' }): void {
    const answer = Promise.withResolvers<Thing>();
    this.#replies.push(() => {
      if (end === 'answered') answer.resolve(objectOf(reply));
      else answer.reject(new Error('conflict, or a connection that broke'));
    });
    this.#writes.push(this.#own.track(sent, () => answer.promise).catch(() => {}));
  }

  async answer(): Promise<void> {
    this.#replies.shift()?.();
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  }

  /** The next version, or after a gap the latest. */
  show(isGap: boolean): void {
    const next = isGap
      ? this.#state
      : this.#history.find(({ version }) => version > this.#shown.version);
    if (next === undefined || next.version === this.#shown.version) return;
    const event = updatedEvent<KubernetesObject>(objectOf(next), objectOf(this.#shown));
    this.#shown = next;
    this.#filter(event, () => this.passed.push(next.version));
  }

  async settle(): Promise<void> {
    while (this.#replies.length > 0) await this.answer();
    await Promise.all(this.#writes);
    while (this.#shown.version < this.#state.version) this.show(false);
  }
}

type Step = (scene: Scene) => void | Promise<void>;
const value = fc.constantFrom('0', '1', '2');
const ends = fc.constantFrom('answered', 'answered', 'answered', 'lost' as const);
const ownStep = (end: fc.Arbitrary<'answered' | 'lost'>): fc.Arbitrary<Step> =>
  fc.oneof(
    fc.tuple(value, end).map(
      ([a, how]): Step =>
        (scene) =>
          scene.ownPatch(a, how),
    ),
    fc.tuple(value, end, fc.boolean()).map(
      ([a, how, isLive]): Step =>
        (scene) =>
          scene.ownUpdate(a, how, isLive),
    ),
  );
const answer = fc.constant<Step>((scene) => scene.answer());
const show = (isGap: boolean) => fc.constant<Step>((scene) => scene.show(isGap));
const foreign = fc.option(value, { nil: undefined }).map(
  (a): Step =>
    (scene) =>
      scene.foreignWrite(a),
);

async function run(steps: readonly Step[]): Promise<Scene> {
  const scene = new Scene();
  for (const step of steps) await step(scene);
  await scene.settle();
  return scene;
}

describe('OwnWrites', () => {
  it('loses no change of others, whatever comes between write, reply and event', async () => {
    const steps = fc.oneof(ownStep(ends), foreign, answer, show(false), show(true));
    const property = fc.asyncProperty(
      fc.array(steps, { maxLength: 40, size: 'max' }),
      async (given) => {
        const { passed, foreignVersions } = await run(given);
        const last = Math.max(0, ...passed);
        expect(foreignVersions.filter((version) => version > last)).toEqual([]);
        expect(passed).toEqual(passed.toSorted((a, b) => a - b));
      },
    );
    await fc.assert(property, { numRuns: 3_000 });
  });

  it('lets no echo pass when nobody else writes and every write is answered', async () => {
    const steps = fc.oneof(ownStep(fc.constant('answered')), answer, show(false));
    const property = fc.asyncProperty(
      fc.array(steps, { maxLength: 40, size: 'max' }),
      async (given) => {
        expect((await run(given)).passed).toEqual([]);
      },
    );
    await fc.assert(property, { numRuns: 1_000 });
  });

  const sendTo = (own: OwnWrites, write: Partial<SentWrite>, reply: Thing) =>
    own.track({ ...kind, ...key, ...write }, () => Promise.resolve(reply));
  const [first, second] = [1, 2].map((version) => objectOf({ version, a: '0', foreign: 0 }));

  it('knows what it has created, under a name of its own or of the server', async () => {
    const own = new OwnWrites();
    const filter = own.filter(Thing);
    const passed: string[] = [];
    await sendTo(own, { isCreation: true }, first!);
    filter(createdEvent<KubernetesObject>(first!, false), () => passed.push('created'));
    await sendTo(own, { isCreation: true, name: '' }, first!);
    filter(createdEvent<KubernetesObject>(first!, false), () => passed.push('made up'));
    await sendTo(own, { isCreation: true }, first!);
    filter(createdEvent<KubernetesObject>(first!, true), () => passed.push('after a relist'));
    await sendTo(own, { body: first! }, first!);
    filter(createdEvent<KubernetesObject>(first!, false), () => passed.push('perhaps of another'));
    expect(passed).toEqual(['after a relist', 'perhaps of another']);
  });

  it('lets deletions and resyncs pass, and all that it was not asked about', async () => {
    const own = new OwnWrites();
    const filter = own.filter(Thing);
    const passed: string[] = [];
    const body = { metadata: {} };
    await sendTo(own, { body }, second!);
    filter(updatedEvent<KubernetesObject>(second!, second!), () => passed.push('resync'));
    await sendTo(own, { body }, second!);
    filter(deletedEvent<KubernetesObject>(second!, false), () => passed.push('deleted'));
    await sendTo(own, { body, kind: 'Other' }, second!);
    filter(updatedEvent<KubernetesObject>(second!, first!), () => passed.push('other kind'));
    expect(passed).toEqual(['resync', 'deleted', 'other kind']);
  });
});
