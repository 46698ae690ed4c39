import { randomUUID } from 'node:crypto';
import { Namespace } from '@keelson/kubernetes/core/v1';
import {
  createHttpTransport,
  loadClusterConfig,
  RestClient,
  type WatchEvent,
} from '@keelson/runtime';
import { RecordingLogger } from '@keelson/runtime/testing';
import { RecordingTransport } from './recording-transport.ts';

/** A client of the shared server, what it sent and what it logged. */
export class Cluster implements AsyncDisposable {
  /** Of this instance alone, so that files can share a server. */
  readonly id = randomUUID().slice(0, 8);
  readonly transport: RecordingTransport;
  readonly logger = new RecordingLogger();
  readonly client: RestClient;
  #namespaces = 0;

  private constructor(transport: RecordingTransport) {
    this.transport = transport;
    this.client = this.newClient();
  }

  static async connect(kubeconfig: string): Promise<Cluster> {
    const config = await loadClusterConfig({ kubeconfig });
    return new Cluster(new RecordingTransport(createHttpTransport(config)));
  }

  /** One that knows no kind yet. */
  newClient(transport = this.transport): RestClient {
    return new RestClient({ transport, logger: this.logger, fieldManager: 'scenarios' });
  }

  async newNamespace(): Promise<string> {
    const name = `scenario-${this.id}-${(this.#namespaces += 1)}`;
    await this.client.create(Namespace, { metadata: { name } });
    return name;
  }

  /** What the server was asked while `action` ran. */
  async asked(action: () => Promise<unknown>): Promise<string[]> {
    const before = this.transport.lines.length;
    await action();
    return this.transport.lines.slice(before);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.transport[Symbol.asyncDispose]();
  }
}

/** The first events of a watch. */
export async function take<T>(
  events: AsyncIterable<WatchEvent<T>>,
  count: number,
): Promise<WatchEvent<T>[]> {
  const taken: WatchEvent<T>[] = [];
  for await (const event of events) {
    taken.push(event);
    if (taken.length === count) break;
  }
  return taken;
}

/** What the promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('it was not refused');
    },
    (error: unknown) => error,
  );
}
