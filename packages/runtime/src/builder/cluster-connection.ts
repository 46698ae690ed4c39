import type { ClientMetrics } from '../client/client-metrics.ts';
import type { ClusterConfig } from '../client/config/cluster-config.ts';
import { loadClusterConfig } from '../client/config/load-cluster-config.ts';
import { createHttpTransport } from '../client/http-transport.ts';
import type { Transport } from '../client/transport.ts';
import type { Clock } from '../util/clock.ts';
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
  /** Of every request. */
  readonly userAgent: string;
  readonly metrics: ClientMetrics;
}

/** The way to the API server, found and opened at its first use. */
export class ClusterConnection implements AsyncDisposable {
  readonly transport: Transport;
  readonly #options: ClusterConnectionOptions;
  readonly #lazy: LazyTransport | undefined;
  #config: Promise<ClusterConfig> | undefined;

  constructor(options: ClusterConnectionOptions) {
    this.#options = options;
    if (options.transport !== undefined) {
      this.transport = options.transport;
      return;
    }
    this.#lazy = new LazyTransport(() => this.#open());
    this.transport = this.#lazy;
  }

  /** @throws {Error} when there is no usable configuration */
  async connect(): Promise<void> {
    await this.#lazy?.connected();
  }

  /** That of the pod or of the kubeconfig's context; `default` with a transport of the caller's. */
  async namespace(): Promise<string> {
    if (this.#lazy === undefined) return 'default';
    return (await this.#load()).namespace;
  }

  /**
   * The configuration, for connections beside the transport's; undefined with a transport of the
   * caller's.
   */
  async config(): Promise<ClusterConfig | undefined> {
    return this.#lazy === undefined ? undefined : this.#load();
  }

  /** See {@link Transport.sever}. A transport of the caller's is left alone. */
  async sever(): Promise<void> {
    await this.#lazy?.sever();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lazy?.[Symbol.asyncDispose]();
  }

  async #open(): Promise<Transport> {
    const { clock, userAgent, metrics } = this.#options;
    const config = await this.#load();
    return createHttpTransport(config, { clock, userAgent, metrics });
  }

  #load(): Promise<ClusterConfig> {
    const { kubeconfig, context, clock } = this.#options;
    this.#config ??= loadClusterConfig({ kubeconfig, context, clock });
    return this.#config;
  }
}
