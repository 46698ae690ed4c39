import type { Condition } from '@keelson/kubernetes/meta/v1';
import {
  type Client,
  Controller,
  deepEqual,
  mutable,
  type ReconcileContext,
  type Reconciler,
  type Request,
  type Result,
  setCondition,
} from '@keelson/runtime';
import { {{className}} } from '{{typesModule}}';

/** Brings the cluster closer to what each {{kind}} asks for, and reports in its status. */
@Controller({{controllerOptions|verbatim}})
export class {{className}}Reconciler implements Reconciler {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  async reconcile(request: Request, context: ReconcileContext): Promise<Result | void> {
    const object = await this.#client.get({{className}}, request);
    if (object === undefined || object.metadata.deletionTimestamp !== undefined) return;

    // Your work goes here: make the world what object.spec asks for. An error that is thrown leads
    // to a retry with backoff; a change of the object while this runs leads to one more run.

    const { {{keyFields}}, generation: observedGeneration = 0 } = object.metadata;
    const conditions: Condition[] = mutable(object.status?.conditions ?? []);
    setCondition(conditions, {
      type: 'Ready',
      status: 'True',
      reason: 'Reconciled',
      message: `size is ${object.spec.size}`,
      observedGeneration,
    });
    const report = { metadata: { {{keyFields}} }, status: { observedGeneration, conditions } };
    if (deepEqual(object.status, report.status)) return;
    await this.#client.status.apply({{className}}, report);
    context.logger.info('status updated', { observedGeneration });
  }
}
