import type { Definitions } from '@keelson/kubernetes/schema';
import type { JsonObject } from '@keelson/schema';
import { EventExpiry } from '../controllers/event-expiry.ts';
import { GarbageCollector } from '../controllers/garbage-collector.ts';
import { InternalClient } from '../controllers/internal-client.ts';
import { NamespaceContents } from '../controllers/namespace-contents.ts';
import { NamespaceController } from '../controllers/namespace-controller.ts';
import { PodSimulator } from '../controllers/pod-simulator.ts';
import { RoleAggregation } from '../controllers/role-aggregation.ts';
import type { ReportError } from '../controllers/work-loop.ts';
import { serviceAccountGroups, serviceAccountUsername } from '../auth/service-account-name.ts';
import type { ResourceRegistry } from '../registry/resource-registry.ts';
import type { RegistryServices } from '../rest/registry-services.ts';
import type { StoreEvent } from '../storage/object-log.ts';
import { CustomResourceController } from './custom-resource-controller.ts';
import type { ConverterParts } from './webhook-converter.ts';

/** Options of {@link Controllers}. */
export interface ControllersOptions {
  /** PEM; published to every namespace. */
  readonly caCertificate: string;
  readonly simulatesPods: boolean;
  /** Of the built-in types. */
  readonly structure: Definitions;
  readonly converting: ConverterParts;
  readonly report: ReportError;
}

/** Takes note of writes, and works until nothing is left to do. */
interface Controller {
  observe(resource: string, event: StoreEvent): void;
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** The controllers of a control plane, over the writes of its store. */
export class Controllers {
  readonly #controllers: readonly Controller[];
  readonly #customResources: CustomResourceController;
  readonly #expiry: EventExpiry;
  readonly #unwatch: () => void;

  constructor(
    services: RegistryServices,
    registry: ResourceRegistry,
    { caCertificate, simulatesPods, report, structure, converting }: ControllersOptions,
  ) {
    const { store, now } = services;
    const clientOf = (name: string): InternalClient =>
      new InternalClient(services, registry, {
        user: {
          name: serviceAccountUsername({ namespace: 'kube-system', name }),
          groups: serviceAccountGroups('kube-system'),
        },
        manager: 'kube-controller-manager',
      });
    const apiServer = new InternalClient(services, registry, {
      user: { name: 'system:apiserver', groups: ['system:masters'] },
      manager: 'kube-apiserver',
    });
    const customResources = new CustomResourceController(apiServer, store, {
      now,
      report,
      structure,
      converting,
    });
    this.#customResources = customResources;
    this.#controllers = [
      // First: the others find what it serves.
      customResources,
      new RoleAggregation(clientOf('clusterrole-aggregation-controller'), report),
      new NamespaceContents(clientOf('service-account-controller'), { caCertificate, report }),
      new NamespaceController(clientOf('namespace-controller'), { now, report }),
      new GarbageCollector(clientOf('generic-garbage-collector'), report),
      ...(simulatesPods ? [new PodSimulator(clientOf('kubelet'), { now, report })] : []),
    ];
    this.#expiry = new EventExpiry(store, () => now().getTime());
    const observe = (resource: string, event: StoreEvent): void => {
      for (const controller of this.#controllers) controller.observe(resource, event);
      this.#expiry.observe(resource, event);
    };
    // What a former run has left is as new.
    for (const resource of definitionsFirst(store.resources)) {
      for (const current of store.log(resource).list()) {
        observe(resource, { type: 'ADDED', revision: current.revision, current });
      }
    }
    this.#unwatch = store.watchAll(observe);
  }

  /** The custom resource definitions that are served now. */
  get customDefinitions(): readonly JsonObject[] {
    return this.#customResources.served;
  }

  /** Resolves when no controller has anything left to do. */
  async idle(): Promise<void> {
    // The work of one makes work for another.
    for (let round = 0; round < 3; round++) {
      for (const controller of this.#controllers) await controller.idle();
    }
  }

  async stop(): Promise<void> {
    this.#unwatch();
    this.#expiry[Symbol.dispose]();
    await Promise.all(this.#controllers.map((controller) => controller.stop()));
  }
}

function definitionsFirst(resources: readonly string[]): string[] {
  const definitions = 'customresourcedefinitions.apiextensions.k8s.io';
  return resources.toSorted((a, b) => Number(b === definitions) - Number(a === definitions));
}
