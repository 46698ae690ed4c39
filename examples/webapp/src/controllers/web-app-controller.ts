import { Deployment } from '@keelson/kubernetes/apps/v1';
import { Service } from '@keelson/kubernetes/core/v1';
import {
  type Client,
  Controller,
  type DeepReadonly,
  deepEqual,
  isOwnedBy,
  type Reconciler,
  type Request,
  type Result,
} from '@keelson/runtime';
import { WebApp } from '../api/v1/web-app.ts';
import { deploymentOf, serviceOf } from '../web-app/desired-objects.ts';
import { nextStatus, type Outcome } from '../web-app/next-status.ts';

/** Nobody tells of the objects of strangers. */
const lookAgainMs = 30_000;

/** Keeps a Deployment and a Service for each WebApp, whoever changes or deletes them. */
@Controller({ for: WebApp, owns: [Deployment, Service] })
export class WebAppReconciler implements Reconciler {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  async reconcile(request: Request): Promise<Result | void> {
    const webApp = await this.#client.get(WebApp, request);
    // What it owns goes with it: that is the garbage collector's work.
    if (webApp === undefined || webApp.metadata.deletionTimestamp !== undefined) return;
    const outcome = await this.#converge(webApp);
    const status = nextStatus(webApp, outcome, Date.now());
    if (!deepEqual(status, webApp.status)) {
      const { namespace, name } = webApp.metadata;
      await this.#client.status.apply(WebApp, { metadata: { namespace, name }, status });
    }
    if ('takenKind' in outcome) return { requeueAfterMs: lookAgainMs };
  }

  async #converge(webApp: DeepReadonly<WebApp>): Promise<Outcome> {
    for (const type of [Deployment, Service]) {
      const present = await this.#client.get(type, webApp);
      if (present !== undefined && !isOwnedBy(present, webApp)) return { takenKind: type.kind };
    }
    await this.#client.apply(Service, serviceOf(webApp));
    return { deployment: await this.#client.apply(Deployment, deploymentOf(webApp)) };
  }
}
