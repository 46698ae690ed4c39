import { loadClusterConfig } from '../client/config/load-cluster-config.ts';
import { createHttpTransport } from '../client/http-transport.ts';
import type { Transport } from '../client/transport.ts';
import type { Clock } from '../util/clock.ts';
import type { Logger } from '../util/logger.ts';
import { LazyTransport } from './lazy-transport.ts';

/** Options of {@link ClusterConnection}. */
export interface ClusterConnectionOptions {
  /** Path of a kubeconfig. @default the usual search */
  readonly kubeconfig?: string | undefined;
  /** @default the kubeconfig's current context */
  readonly context?: string | undefined;
  /** Used instead of a kubeconfig, and not closed. @default none */
  readonly transport?: Transport | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The way to the API server, found and opened at its first use. */
export class ClusterConnection implements AsyncDisposable {
  readonly transport: Transport;
  readonly #lazy: LazyTransport | undefined;
  readonly #config: () => ReturnType<typeof loadClusterConfig>;

  constructor(options: ClusterConnectionOptions) {
    const { kubeconfig, context, clock, logger } = options;
    let config: ReturnType<typeof loadClusterConfig> | undefined;
    this.#config = () => (config ??= loadClusterConfig({ kubeconfig, context }));
    if (options.transport === undefined) {
      this.#lazy = new LazyTransport(async () =>
        createHttpTransport(await this.#config(), { clock, logger }),
      );
    }
    this.transport = options.transport ?? (this.#lazy as Transport);
  }

  /** @throws {Error} when there is no usable configuration */
  async connect(): Promise<void> {
    await this.#lazy?.connected();
  }

  /** That of the pod or of the kubeconfig's context. @throws {Error} when there is none */
  async namespace(): Promise<string> {
    return 'default';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lazy?.[Symbol.asyncDispose]();
  }
}
