import {
  type Client,
  Controller,
  type ReconcileContext,
  type Reconciler,
  type Request,
  type Result,
} from '@keelson/runtime';
import { {{imported}} } from {{typesModule|ts}};

/** Sees to each {{kind}}, a kind that is defined elsewhere. */
@Controller({{controllerOptions|verbatim}})
export class {{className}}Reconciler implements Reconciler {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  async reconcile(request: Request, context: ReconcileContext): Promise<Result | void> {
    const object = await this.#client.get({{className}}, request);
    if (object === undefined || object.metadata.deletionTimestamp !== undefined) return;

    // Your work goes here. What it writes needs a right: say it with @Rbac, then "npm run generate".
    // An error that is thrown leads to a retry with backoff.
    context.logger.info('seen', { generation: object.metadata.generation });
  }
}
