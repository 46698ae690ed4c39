import { isJsonObject, type JsonObject } from '@keelson/schema';
import type { AdmissionStep } from '../rest/admission.ts';
import { textOf } from '../json/text-of.ts';

import { forbidden } from '../status-error.ts';
import type { ObjectStore } from '../storage/object-store.ts';

const priorityClasses = 'priorityclasses.scheduling.k8s.io';
const toleratedSeconds = 300;
const tolerated = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

/** Gives a new pod its priority and the tolerations of every pod (plugins Priority and DefaultTolerationSeconds). */
export function podDefaults(store: ObjectStore): AdmissionStep {
  return {
    admit: (attributes) => {
      const { operation, resource, subresource, object, name } = attributes;
      if (operation !== 'CREATE' || resource.storage !== 'pods' || subresource !== '') return;
      const spec = object?.['spec'];
      if (!isJsonObject(spec)) return;
      const wanted = textOf(spec, 'priorityClassName');
      const found = priorityOf(store, wanted);
      if (found === undefined) {
        throw forbidden(resource, name, `no PriorityClass with name ${wanted} was found`);
      }
      const { priority, policy, className } = found;
      if (className !== '') spec['priorityClassName'] = className;
      const given = spec['priority'];
      if (typeof given === 'number' && given !== priority) {
        throw forbidden(
          resource,
          name,
          `the integer value of priority (${given}) must not be provided in pod spec; priority admission controller computed ${priority} from the given PriorityClass name`,
        );
      }
      spec['priority'] = priority;
      spec['preemptionPolicy'] ??= policy;
      tolerate(spec);
    },
  };
}

interface Priority {
  readonly priority: number;
  readonly policy: string;
  readonly className: string;
}

function priorityOf(store: ObjectStore, wanted: string): Priority | undefined {
  const classes = store
    .log(priorityClasses)
    .list()
    .map(({ object }) => object);
  if (wanted === '') {
    const byDefault = classes.find((one) => one['globalDefault'] === true);
    if (byDefault !== undefined) return describe(byDefault);
    return { priority: 0, policy: 'PreemptLowerPriority', className: '' };
  }
  const found = classes.find((one) => textOf(one['metadata'] as JsonObject, 'name') === wanted);
  return found && describe(found);
}

function describe(priorityClass: JsonObject): Priority {
  return {
    priority: Number(priorityClass['value'] ?? 0),
    policy: textOf(priorityClass, 'preemptionPolicy') || 'PreemptLowerPriority',
    className: textOf(priorityClass['metadata'] as JsonObject, 'name'),
  };
}

function tolerate(spec: JsonObject): void {
  const present = Array.isArray(spec['tolerations'])
    ? spec['tolerations'].filter(isJsonObject)
    : [];
  const added = tolerated
    .filter((key) => !present.some((toleration) => covers(toleration, key)))
    .map((key) => ({
      key,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: toleratedSeconds,
    }));
  if (added.length > 0) spec['tolerations'] = [...present, ...added];
}

function covers(toleration: JsonObject, taint: string): boolean {
  const key = textOf(toleration, 'key');
  const effect = textOf(toleration, 'effect');
  return (key === taint || key === '') && (effect === 'NoExecute' || effect === '');
}
