import { X509Certificate } from 'node:crypto';
import type { Clock } from '../util/clock.ts';
import type { ServerCertificate } from '../util/http-listener.ts';
import type { Logger } from '../util/logger.ts';
import { sleep } from '../util/signals.ts';
import {
  bundleOf,
  createGeneration,
  nextState,
  type RotationOptions,
  type RotationState,
} from './certificate-rotation.ts';
import type { CertificateStore } from './certificate-store.ts';
import type { CertificateSource } from './webhook-server.ts';

/** Options of {@link ManagedCertificate}. */
export interface ManagedCertificateOptions extends RotationOptions {
  readonly store: CertificateStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Between two looks at what the others did. @default 10000 */
  readonly intervalMs?: number | undefined;
}

/** More steps than one look can need: somebody else writes all the time. */
const maxSteps = 20;

/**
 * A certificate that the replicas of a manager make and renew themselves, without cert-manager. Every
 * replica does all of it; each step is one conditional write, so that it does not matter who takes it,
 * nor where one stops. The order is the promise: an authority is published in every
 * {@link TrustAnchor}, and known to the API servers, before a leaf of it is served.
 */
export class ManagedCertificate implements CertificateSource {
  readonly #options: ManagedCertificateOptions;
  readonly #stop = new AbortController();
  #served: ServerCertificate | undefined;
  /** What was last read: should somebody delete it, nothing is lost. */
  #known: RotationState | undefined;

  constructor(options: ManagedCertificateOptions) {
    this.#options = options;
  }

  get expiresAt(): number | undefined {
    return this.#served && new X509Certificate(this.#served.cert).validToDate.getTime();
  }

  /** Resolves when there is a certificate and its authority is published; tries until then. */
  async start(serve: (material: ServerCertificate) => void): Promise<void> {
    while (!(await this.#look(serve))) await this.#pause();
    void this.#watch(serve);
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
  }

  async #watch(serve: (material: ServerCertificate) => void): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#pause().catch(() => {});
      if (!this.#stop.signal.aborted) await this.#look(serve);
    }
  }

  async #pause(): Promise<void> {
    const { clock, intervalMs = 10_000 } = this.#options;
    await sleep(clock, intervalMs, this.#stop.signal);
  }

  /** Takes all steps that can be taken now. @returns whether all is as it should be */
  async #look(serve: (material: ServerCertificate) => void): Promise<boolean> {
    const { logger } = this.#options;
    try {
      for (let step = 0; step < maxSteps; step += 1) {
        const outcome = await this.#step();
        if (outcome === 'again') continue;
        this.#serve(outcome.current, serve);
        return true;
      }
      return false;
    } catch (error) {
      if (this.#stop.signal.aborted) return false;
      logger.error('Could not look after the certificate of the webhooks', { error });
      return false;
    }
  }

  async #step(): Promise<RotationState | 'again'> {
    const { store, clock } = this.#options;
    // Anchors first: what is published then is never older than what was read of the state.
    const anchors = await store.anchors();
    const { value, version } = await store.read();
    if (value === undefined) {
      await store.write(this.#known ?? this.#first(), version);
      return 'again';
    }
    this.#known = value;
    const bundle = bundleOf(value);
    let isPublished = true;
    for (const anchor of anchors) {
      if (anchor.trusts(bundle)) continue;
      isPublished = (await anchor.publish(bundle)) && isPublished;
    }
    if (!isPublished) return 'again';
    const state = nextState(value, clock.wallTime(), this.#options);
    if (state === value) return state;
    await store.write(state, version);
    return 'again';
  }

  #first(): RotationState {
    const current = createGeneration(this.#options, this.#options.clock.wallTime());
    return { current, formerAuthorities: [] };
  }

  #serve(current: ServerCertificate, serve: (material: ServerCertificate) => void): void {
    if (this.#served?.cert === current.cert) return;
    const isRenewed = this.#served !== undefined;
    const { cert, key } = current;
    serve({ cert, key });
    this.#served = { cert, key };
    const expires = new Date(this.expiresAt ?? 0).toISOString();
    this.#options.logger.info(
      isRenewed ? 'Serving a new certificate' : 'Serving a certificate of our own',
      { expires },
    );
  }
}
