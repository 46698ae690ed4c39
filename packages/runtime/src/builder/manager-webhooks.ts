import { readFileSync } from 'node:fs';
import type { AdmissionHandler, Defaulter, Validator } from '../api/admission.ts';
import type { TokenAuthenticator } from '../api/authentication.ts';
import type { Converter } from '../api/conversion.ts';
import {
  authenticationPathOf,
  conversionOptionsOf,
  webhookDeclarationsOf,
} from '../decorators/webhook.ts';
import type { HealthChecks } from '../health/health-checks.ts';
import type { Engine } from '../manager/engine.ts';
import type { BoundAddress } from '../util/http-listener.ts';
import { admissionEndpoints } from '../webhook/admission-endpoint.ts';
import { authenticationEndpoints } from '../webhook/authentication-endpoint.ts';
import { conversionEndpoint } from '../webhook/conversion-endpoint.ts';
import { Converters } from '../webhook/converters.ts';
import type { AnchorNames } from '../webhook/trust-anchors.ts';
import type { WebhookMetrics } from '../webhook/webhook-metrics.ts';
import { WebhookServer } from '../webhook/webhook-server.ts';
import { certificateInPlace, serverListens } from './readiness.ts';
import { ServerRunnable } from './server-runnable.ts';
import { WebhookCertificate, type WebhookCertificateParts } from './webhook-certificate.ts';

/** What {@link ManagerWebhooks} serves with, and where it is added. */
export interface ManagerWebhooksParts extends Omit<WebhookCertificateParts, 'anchors'> {
  readonly engine: Engine;
  readonly readiness: HealthChecks;
  readonly metrics: WebhookMetrics;
}

/** An instance of a class with a webhook decorator. */
export type WebhookComponent =
  | AdmissionHandler<never>
  | Defaulter<never>
  | Validator<never>
  | TokenAuthenticator
  | Record<keyof Converter<never, never>, (object: never) => unknown>;

/** Whether the class of `component` has a webhook decorator. */
export function isWebhook({ constructor }: object): boolean {
  return (
    webhookDeclarationsOf(constructor).length > 0 ||
    conversionOptionsOf(constructor) !== undefined ||
    authenticationPathOf(constructor) !== undefined
  );
}

/** The webhook server of a manager, from the first webhook that is added. */
export class ManagerWebhooks {
  readonly #parts: ManagerWebhooksParts;
  readonly #converters = new Converters();
  readonly #configurations = { mutating: new Set<string>(), validating: new Set<string>() };
  #server: WebhookServer | undefined;
  #runnable: ServerRunnable | undefined;

  constructor(parts: ManagerWebhooksParts) {
    this.#parts = parts;
  }

  /** Where webhooks are served; undefined without any, or when they are off. */
  get address(): Promise<BoundAddress> | undefined {
    return this.#runnable?.address;
  }

  /** @throws {Error} when a path is taken, a converter is, or a method is missing */
  add(webhook: object): void {
    const { metrics, logger } = this.#parts;
    const name = webhook.constructor.name;
    const endpoints = [
      ...admissionEndpoints(webhook, metrics),
      ...authenticationEndpoints(webhook, metrics),
    ];
    if (conversionOptionsOf(webhook.constructor) !== undefined) {
      const isFirst = this.#converters.isEmpty;
      this.#converters.add(webhook);
      if (isFirst) endpoints.push(conversionEndpoint(this.#converters, metrics));
    }
    const server = this.#started();
    if (server === undefined) {
      logger.info(`Webhooks are off: ${name} is not served`);
      return;
    }
    for (const { type, options } of webhookDeclarationsOf(webhook.constructor)) {
      const { configurationName = `${type}-webhook-configuration` } = options;
      this.#configurations[type].add(`${this.#parts.options.namePrefix}${configurationName}`);
    }
    for (const endpoint of endpoints) {
      server.add(endpoint);
      logger.info(`Serving ${name} at ${endpoint.path}`);
    }
  }

  #anchors(): AnchorNames {
    return {
      mutating: [...this.#configurations.mutating],
      validating: [...this.#configurations.validating],
      definitions: this.#converters.kinds.map(({ plural, group }) => `${plural}.${group}`),
    };
  }

  #started(): WebhookServer | undefined {
    const { address, clientCaFile } = this.#parts.options;
    if (address === undefined) return undefined;
    if (this.#server !== undefined) return this.#server;
    const { engine, readiness, clock, logger, metrics } = this.#parts;
    const server = new WebhookServer({
      address,
      certificate: new WebhookCertificate({ ...this.#parts, anchors: () => this.#anchors() }),
      clientCa: clientCaFile && readFileSync(clientCaFile, 'utf8'),
      metrics,
      clock,
      logger,
    });
    this.#server = server;
    const runnable = new ServerRunnable(server);
    this.#runnable = runnable;
    const ready = async () => {
      const { host, port } = await runnable.address;
      logger.info(`Serving: webhooks on ${host.includes(':') ? `[${host}]` : host}:${port}`);
    };
    readiness.add('webhooks', serverListens(server));
    readiness.add('webhook-certificate', certificateInPlace(server, clock));
    engine.add({ name: 'webhook server', runnable, ready }, 'webhooks');
    return server;
  }
}
