import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CacheOptions } from '../cache/cache-options.ts';
import type { MissingInformerPolicy } from '../cache/cached-reader.ts';
import type { Transport } from '../client/transport.ts';
import type { LeaderElectionOptions } from '../leader-election/leader-election-options.ts';
import { parseListenAddress } from '../util/http-listener.ts';
import type { Clock } from '../util/clock.ts';
import type { Logger } from '../util/logger.ts';
import type { Tracer } from '../util/tracer.ts';

/** Leader election of a manager. Semantics and defaults: controller-runtime's manager. */
export interface ManagerLeaderElectionOptions extends Omit<LeaderElectionOptions, 'namespace'> {
  /** Where the Lease is. @default the namespace of the pod, or of the kubeconfig's context */
  readonly namespace?: string | undefined;
  /** Frees the Lease at the stop, so that another takes over at once. @default true */
  readonly releaseOnStop?: boolean | undefined;
}

/** The metrics endpoint of a manager. */
export interface ManagerMetricsOptions {
  /** `':8080'`, `'127.0.0.1:0'`; `'0'` is off. @default ':8080' */
  readonly bindAddress?: string | undefined;
  /**
   * Paths of a PEM certificate and its key: HTTPS.
   * @default HTTP; with `secure` HTTPS, with a certificate that is signed by itself
   */
  readonly tls?: { readonly certFile: string; readonly keyFile: string } | undefined;
  /**
   * Asks the API server who a request's bearer token is and whether they may `get /metrics`
   * (TokenReview and SubjectAccessReview). @default false
   */
  readonly secure?: boolean | undefined;
  /** Metrics of the process and of Node beside those of the framework. @default true */
  readonly processMetrics?: boolean | undefined;
}

/** The health endpoints of a manager. */
export interface ManagerHealthOptions {
  /** `':8081'`, `'127.0.0.1:0'`; `'0'` is off. @default ':8081' */
  readonly bindAddress?: string | undefined;
  /**
   * `/healthz/event-loop` fails for 10 s after the event loop stood still for longer than this, in
   * milliseconds; `Infinity`: never. Below the renew deadline, so that it is red before a lease is lost
   * to a busy loop. @default half the renew deadline: 5000
   */
  readonly maxEventLoopLagMs?: number | undefined;
}

/** The webhook server of a manager; it runs when a webhook is added. */
export interface ManagerWebhookOptions {
  /** `':9443'`, `'127.0.0.1:0'`; `'0'` is off. @default ':9443' */
  readonly bindAddress?: string | undefined;
  /**
   * The folder with the certificate and its key, which somebody else renews (cert-manager, through a
   * mounted Secret).
   * @default `k8s-webhook-server/serving-certs` in the system's folder for temporary files, if they are
   * there; else the manager makes and renews its certificate itself
   */
  readonly certDir?: string | undefined;
  /** @default 'tls.crt' */
  readonly certName?: string | undefined;
  /** @default 'tls.key' */
  readonly keyName?: string | undefined;
  /**
   * A file in `certDir`, PEM: clients must show a certificate that it has signed. The API server needs
   * to be told which one to show.
   * @default none needed
   */
  readonly clientCaName?: string | undefined;
  /** Before the names of the configurations, as kustomize puts it. @default the manager's name and a dash */
  readonly namePrefix?: string | undefined;
  /** By which the API server reaches the manager. @default 'webhook-service', with the prefix */
  readonly serviceName?: string | undefined;
  /** The Secret of the certificate that the manager makes. @default 'webhook-server-cert', with the prefix */
  readonly secretName?: string | undefined;
  /** Of the certificate that the manager makes. */
  readonly certificate?:
    | {
        /** It is renewed after two thirds of this. @default 90 days */
        readonly lifetimeMs?: number | undefined;
        /** From when API servers are told of a new authority until it is used. @default 60000 */
        readonly propagationMs?: number | undefined;
      }
    | undefined;
}

/** Defaults for the controllers of a manager; `@Controller` of one of them wins. */
export interface ManagerControllerDefaults {
  /** @default 1 */
  readonly maxConcurrentReconciles?: number | undefined;
  /** @default none */
  readonly reconcileTimeoutMs?: number | undefined;
}

/** Options of `Manager`. */
export interface ManagerOptions {
  /** In events, log lines and field ownership. @default the name of the Lease, else 'operator' */
  readonly name?: string | undefined;
  /** Path of a kubeconfig. @default `$KUBECONFIG`, else in-cluster, else `~/.kube/config` */
  readonly kubeconfig?: string | undefined;
  /** Context of the kubeconfig. @default its current context */
  readonly context?: string | undefined;
  /** Namespaces that are watched. @default 'all' */
  readonly namespaces?: readonly string[] | 'all' | undefined;
  /** @default false */
  readonly leaderElection?: false | ManagerLeaderElectionOptions | undefined;
  readonly metrics?: ManagerMetricsOptions | undefined;
  readonly health?: ManagerHealthOptions | undefined;
  readonly webhooks?: ManagerWebhookOptions | undefined;
  readonly cache?:
    | (Pick<CacheOptions, 'byObject' | 'resyncPeriodMs' | 'idleTimeoutMs'> & {
        /** The start fails when the caches are not filled by then. @default 120000 */
        readonly syncTimeoutMs?: number | undefined;
        /** What a cached read does of a kind that is not watched. @default 'error' */
        readonly onMissingInformer?: MissingInformerPolicy | undefined;
      })
    | undefined;
  readonly controllers?: ManagerControllerDefaults | undefined;
  /** What the start does when a watched kind is not installed. @default 'error' */
  readonly missingKinds?: 'error' | 'wait' | undefined;
  /** Time at the stop for reconciles in flight; 0 = none, negative = no limit. @default 30000 */
  readonly gracefulShutdownTimeoutMs?: number | undefined;
  /** @default `createLogger()` */
  readonly logger?: Logger | undefined;
  /**
   * Makes spans of reconciles and of the requests of the manager's clients, such as
   * `trace.getTracer('my-operator')` of `@opentelemetry/api`. @default none, at no cost
   */
  readonly tracer?: Tracer | undefined;
  /** @default the system's */
  readonly clock?: Clock | undefined;
  /** The way to the API server, instead of a kubeconfig; it stays the caller's to close. @default none */
  readonly transport?: Transport | undefined;
}

/**
 * Reads a list of namespaces as operators take it from their environment: `a,b`; nothing means all.
 */
export function parseNamespaces(text: string | undefined): readonly string[] | 'all' {
  const names = (text ?? '').split(',').map((name) => name.trim());
  const given = names.filter((name) => name !== '');
  return given.length === 0 ? 'all' : [...new Set(given)];
}

/** {@link ManagerOptions} with its defaults. */
export type ResolvedManagerOptions = ReturnType<typeof resolveManagerOptions>;

/** @throws {TypeError | RangeError} on options that cannot be meant */
export function resolveManagerOptions(options: ManagerOptions) {
  const { leaderElection = false, metrics = {}, health = {}, cache = {}, webhooks = {} } = options;
  const { certDir: givenDir, certificate = {} } = webhooks;
  const certDir = givenDir ?? path.join(tmpdir(), 'k8s-webhook-server', 'serving-certs');
  const name = options.name ?? (leaderElection === false ? 'operator' : leaderElection.name);
  const { namePrefix = `${name}-` } = webhooks;
  const { syncTimeoutMs = 120_000, onMissingInformer = 'error', ...cacheOptions } = cache;
  const { namespaces = 'all' } = options;
  const { renewDeadlineMs = 10_000 } = leaderElection || {};
  if (namespaces !== 'all' && namespaces.length === 0) {
    throw new TypeError("namespaces is empty: name at least one, or write 'all'");
  }
  return {
    name,
    namespaces,
    leaderElection,
    metrics: {
      ...metrics,
      address: parseListenAddress(metrics.bindAddress ?? ':8080'),
      secure: metrics.secure ?? false,
      processMetrics: metrics.processMetrics ?? true,
    },
    healthAddress: parseListenAddress(health.bindAddress ?? ':8081'),
    maxEventLoopLagMs: health.maxEventLoopLagMs ?? renewDeadlineMs / 2,
    webhooks: {
      address: parseListenAddress(webhooks.bindAddress ?? ':9443'),
      certFile: path.join(certDir, webhooks.certName ?? 'tls.crt'),
      keyFile: path.join(certDir, webhooks.keyName ?? 'tls.key'),
      isGiven: givenDir !== undefined,
      namePrefix,
      serviceName: webhooks.serviceName ?? `${namePrefix}webhook-service`,
      secretName: webhooks.secretName ?? `${namePrefix}webhook-server-cert`,
      certificate: {
        lifetimeMs: certificate.lifetimeMs ?? 90 * 24 * 60 * 60 * 1_000,
        propagationMs: certificate.propagationMs ?? 60_000,
      },
      clientCaFile: webhooks.clientCaName && path.join(certDir, webhooks.clientCaName),
    },
    cache: cacheOptions,
    syncTimeoutMs,
    onMissingInformer,
    controllers: options.controllers ?? {},
    missingKinds: options.missingKinds ?? 'error',
    tracer: options.tracer,
  };
}
