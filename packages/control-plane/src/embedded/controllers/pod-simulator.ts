import { isJsonObject, type JsonObject } from '@keelson/schema';
import { textOf } from '../json/text-of.ts';
import { metadataOf, timestamp } from '../rest/registry-services.ts';
import type { StoreEvent } from '../storage/object-log.ts';
import type { InternalClient, ObjectRef } from './internal-client.ts';
import { type ReportError, WorkLoop } from './work-loop.ts';

const annotation = 'keelson.dev/simulate';
const nodeName = 'keelson-node';
const longestTimerMs = 2 ** 31 - 1;

/**
 * Plays scheduler and kubelet: pods get a node, become Running and Ready, and go when their grace
 * period is over. There is no container. A pod with the annotation `keelson.dev/simulate: "false"` is
 * left alone.
 */
export class PodSimulator {
  readonly #client: InternalClient;
  readonly #now: () => Date;
  readonly #loop: WorkLoop;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #nextAddress = 1;

  constructor(
    client: InternalClient,
    { now, report }: { readonly now: () => Date; readonly report: ReportError },
  ) {
    this.#client = client;
    this.#now = now;
    this.#loop = new WorkLoop((key) => this.#process(key), report);
  }

  /** Takes note of a write. */
  observe(resource: string, { type, current }: StoreEvent): void {
    if (resource !== 'pods') return;
    const key = `${current.namespace}/${current.name}`;
    if (type !== 'DELETED') {
      this.#loop.add(key);
      return;
    }
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
  }

  idle(): Promise<void> {
    return this.#loop.idle();
  }

  stop(): Promise<void> {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    return this.#loop.stop();
  }

  async #process(key: string): Promise<void> {
    const resource = this.#client.registry.get('', 'v1', 'pods');
    if (resource === undefined) return;
    const [namespace = '', name = ''] = key.split('/');
    const ref = { resource, namespace, name };
    const pod = this.#client.get(ref);
    if (pod === undefined) return;
    const metadata = metadataOf(pod);
    const annotations = isJsonObject(metadata['annotations']) ? metadata['annotations'] : {};
    if (annotations[annotation] === 'false') return;
    if (metadata['deletionTimestamp'] !== undefined) this.#end(key, ref, metadata);
    else await this.#run(ref, pod);
  }

  async #run(ref: ObjectRef, pod: JsonObject): Promise<void> {
    const status = isJsonObject(pod['status']) ? pod['status'] : {};
    if (status['phase'] !== 'Pending' && status['phase'] !== undefined) return;
    const spec = pod['spec'] as JsonObject;
    if (textOf(spec, 'nodeName') === '') {
      await this.#client.update(ref, {
        subresource: 'binding',
        change: (object) => {
          (object['spec'] as JsonObject)['nodeName'] = nodeName;
        },
      });
    }
    await this.#client.update(ref, {
      subresource: 'status',
      change: (object) => {
        object['status'] = {
          ...(isJsonObject(object['status']) ? object['status'] : {}),
          ...this.#runningStatus(object['spec'] as JsonObject),
        };
      },
    });
  }

  #runningStatus(spec: JsonObject): JsonObject {
    const now = timestamp(this.#now());
    const podIP = this.#newAddress();
    const containers = Array.isArray(spec['containers'])
      ? spec['containers'].filter(isJsonObject)
      : [];
    const types = [
      'PodReadyToStartContainers',
      'Initialized',
      'Ready',
      'ContainersReady',
      'PodScheduled',
    ];
    return {
      phase: 'Running',
      conditions: types.map((type) => ({ type, status: 'True', lastTransitionTime: now })),
      hostIP: '10.0.0.2',
      podIP,
      podIPs: [{ ip: podIP }],
      startTime: now,
      containerStatuses: containers.map((container) => ({
        name: textOf(container, 'name'),
        state: { running: { startedAt: now } },
        lastState: {},
        ready: true,
        restartCount: 0,
        image: textOf(container, 'image'),
        imageID: '',
        started: true,
      })),
    };
  }

  /** Deletes the pod when its grace period is over. */
  #end(key: string, ref: ObjectRef, metadata: JsonObject): void {
    const end = Date.parse(textOf(metadata, 'deletionTimestamp'));
    const delay = Math.min(Math.max(end - this.#now().getTime(), 0), longestTimerMs);
    // Nothing runs that could need its time: a moment is enough to be seen terminating.
    const timer = setTimeout(
      () => {
        this.#timers.delete(key);
        void this.#client.delete(ref, { gracePeriodSeconds: 0 }).catch(() => this.#loop.add(key));
      },
      Math.min(delay, 1_000),
    );
    timer.unref();
    clearTimeout(this.#timers.get(key));
    this.#timers.set(key, timer);
  }

  #newAddress(): string {
    const number = this.#nextAddress++;
    return `10.244.${Math.floor(number / 254) % 256}.${(number % 254) + 1}`;
  }
}
