import { equalJson, isJsonObject, type JsonObject } from '@keelson/schema';
import { aggregateClusterRole } from '../auth/aggregate-cluster-role.ts';
import type { StoreEvent } from '../storage/object-log.ts';
import type { InternalClient } from './internal-client.ts';
import { type ReportError, WorkLoop } from './work-loop.ts';

/** Fills the rules of ClusterRoles that gather those of others (kube-controller-manager's clusterroleaggregation). */
export class RoleAggregation {
  readonly #client: InternalClient;
  readonly #loop: WorkLoop;

  constructor(client: InternalClient, report: ReportError) {
    this.#client = client;
    this.#loop = new WorkLoop(() => this.#process(), report);
  }

  /** Takes note of a write. */
  observe(resource: string, _event: StoreEvent): void {
    if (resource === 'clusterroles.rbac.authorization.k8s.io') this.#loop.add('all');
  }

  idle(): Promise<void> {
    return this.#loop.idle();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #process(): Promise<void> {
    const resource = this.#client.registry.get('rbac.authorization.k8s.io', 'v1', 'clusterroles');
    if (resource === undefined) return;
    const roles = this.#client.list(resource);
    for (const role of roles) {
      if (!isJsonObject(role['aggregationRule'])) continue;
      const rules = aggregateClusterRole(role, roles);
      if (rules === undefined || equalJson(role['rules'] ?? [], rules)) continue;
      const name = (role['metadata'] as JsonObject)['name'] as string;
      await this.#client.apply(
        { resource, namespace: '', name },
        {
          manager: 'clusterrole-aggregation-controller',
          fields: rules.length > 0 ? { rules } : {},
        },
      );
    }
  }
}
