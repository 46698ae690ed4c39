import { isJsonObject, type JsonObject } from '@keelson/schema';
import type { AdmissionStep } from '../rest/admission.ts';
import { textOf } from '../json/text-of.ts';

import { forbidden } from '../status-error.ts';
import type { ObjectStore } from '../storage/object-store.ts';

const priorityClasses = 'priorityclasses.scheduling.k8s.io';

/** Gives a new pod the priority of its class, or of the class that is the default (plugin Priority). */
export function podPriority(store: ObjectStore): AdmissionStep {
  return {
    admit: (attributes) => {
      const { operation, resource, subresource, object, name } = attributes;
      if (operation !== 'CREATE' || resource.storage !== 'pods' || subresource !== '') return;
      const spec = object?.['spec'];
      if (!isJsonObject(spec)) return;
      const wanted = textOf(spec, 'priorityClassName');
      const found = classOf(store, wanted);
      if (found === undefined) {
        if (wanted === '') return;
        throw forbidden(resource, name, `no PriorityClass with name ${wanted} was found`);
      }
      const priority = Number(found['value'] ?? 0);
      spec['priorityClassName'] = textOf(found['metadata'] as JsonObject, 'name');
      const given = spec['priority'];
      if (typeof given === 'number' && given !== priority) {
        throw forbidden(
          resource,
          name,
          `the integer value of priority (${given}) must not be provided in pod spec; priority admission controller computed ${priority} from the given PriorityClass name`,
        );
      }
      spec['priority'] = priority;
      spec['preemptionPolicy'] ??= textOf(found, 'preemptionPolicy') || 'PreemptLowerPriority';
    },
  };
}

function classOf(store: ObjectStore, wanted: string): JsonObject | undefined {
  const classes = store
    .log(priorityClasses)
    .list()
    .map(({ object }) => object);
  if (wanted === '') return classes.find((one) => one['globalDefault'] === true);
  return classes.find((one) => textOf(one['metadata'] as JsonObject, 'name') === wanted);
}
