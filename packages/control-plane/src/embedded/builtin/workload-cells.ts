import type { JsonObject } from '@keelson/schema';
import { ageOf, humanDuration } from '../printing/human-duration.ts';
import { listOf, numberOf, objectOf, objectsOf, optionalNumber, textOf } from './json-access.ts';
import type { CellsOf } from './kind-rules.ts';
import { podCells } from './pod-cells.ts';
import {
  containerCells,
  labelsText,
  nameOf,
  objectAge,
  selectorText,
  textOr,
} from './table-text.ts';

function specOf(object: JsonObject): JsonObject {
  return objectOf(object, 'spec');
}

function statusOf(object: JsonObject): JsonObject {
  return objectOf(object, 'status');
}

function podSpecOf(object: JsonObject): JsonObject {
  return objectOf(objectOf(specOf(object), 'template'), 'spec');
}

/** Rows of the kinds that run pods. */
export const workloadCells: readonly (readonly [kind: string, cellsOf: CellsOf])[] = [
  ['Pod', podCells],
  [
    'PodTemplate',
    (one) => {
      const template = objectOf(one, 'template');
      const labels = labelsText(objectOf(objectOf(template, 'metadata'), 'labels'));
      return [nameOf(one), ...containerCells(objectOf(template, 'spec')), labels];
    },
  ],
  [
    'ReplicationController',
    (one, now) => [
      ...replicaCells(one),
      objectAge(one, now),
      ...containerCells(podSpecOf(one)),
      labelsText(objectOf(specOf(one), 'selector')),
    ],
  ],
  [
    'ReplicaSet.apps',
    (one, now) => [
      ...replicaCells(one),
      objectAge(one, now),
      ...containerCells(podSpecOf(one)),
      selectorText(objectOf(specOf(one), 'selector')),
    ],
  ],
  [
    'Deployment.apps',
    (one, now) => [
      nameOf(one),
      readyText(one),
      numberOf(statusOf(one), 'updatedReplicas'),
      numberOf(statusOf(one), 'availableReplicas'),
      objectAge(one, now),
      ...containerCells(podSpecOf(one)),
      selectorText(objectOf(specOf(one), 'selector')),
    ],
  ],
  [
    'StatefulSet.apps',
    (one, now) => [
      nameOf(one),
      readyText(one),
      objectAge(one, now),
      ...containerCells(podSpecOf(one)),
    ],
  ],
  [
    'DaemonSet.apps',
    (one, now) => [
      nameOf(one),
      ...daemonCounts.map((key) => numberOf(statusOf(one), key)),
      labelsText(objectOf(podSpecOf(one), 'nodeSelector')),
      objectAge(one, now),
      ...containerCells(podSpecOf(one)),
      selectorText(objectOf(specOf(one), 'selector')),
    ],
  ],
  [
    'ControllerRevision.apps',
    (one, now) => [nameOf(one), controllerOf(one), numberOf(one, 'revision'), objectAge(one, now)],
  ],
  [
    'Job.batch',
    (one, now) => [
      nameOf(one),
      jobStatus(one),
      completions(one),
      jobDuration(statusOf(one), now),
      objectAge(one, now),
      ...containerCells(podSpecOf(one)),
      selectorText(objectOf(specOf(one), 'selector')),
    ],
  ],
  [
    'CronJob.batch',
    (one, now) => {
      const spec = specOf(one);
      const template = objectOf(spec, 'jobTemplate');
      const last = textOf(statusOf(one), 'lastScheduleTime');
      return [
        nameOf(one),
        textOf(spec, 'schedule'),
        textOr(spec, 'timeZone', '<none>'),
        spec['suspend'] === undefined ? '<unset>' : spec['suspend'] === true ? 'True' : 'False',
        listOf(statusOf(one), 'active').length,
        last === '' ? '<none>' : ageOf(last, now),
        objectAge(one, now),
        ...containerCells(podSpecOf(template)),
        selectorText(objectOf(specOf(template), 'selector')),
      ];
    },
  ],
];

const daemonCounts = [
  'desiredNumberScheduled',
  'currentNumberScheduled',
  'numberReady',
  'updatedNumberScheduled',
  'numberAvailable',
];

function replicaCells(object: JsonObject): [string, number, number, number] {
  const status = statusOf(object);
  return [
    nameOf(object),
    numberOf(specOf(object), 'replicas'),
    numberOf(status, 'replicas'),
    numberOf(status, 'readyReplicas'),
  ];
}

function readyText(object: JsonObject): string {
  return `${numberOf(statusOf(object), 'readyReplicas')}/${numberOf(specOf(object), 'replicas')}`;
}

function controllerOf(object: JsonObject): string {
  const owners = objectsOf(objectOf(object, 'metadata'), 'ownerReferences');
  const owner = owners.find(({ controller }) => controller === true);
  if (owner === undefined) return '<none>';
  const version = textOf(owner, 'apiVersion');
  const slash = version.indexOf('/');
  const group = slash < 0 ? '' : `.${version.slice(0, slash)}`;
  return `${textOf(owner, 'kind')}${group}`.toLowerCase() + `/${textOf(owner, 'name')}`;
}

function jobStatus(job: JsonObject): string {
  const conditions = objectsOf(statusOf(job), 'conditions');
  const has = (type: string): boolean =>
    conditions.some((one) => one['type'] === type && one['status'] === 'True');
  if (has('Complete')) return 'Complete';
  if (has('Failed')) return 'Failed';
  if (objectOf(job, 'metadata')['deletionTimestamp'] !== undefined) return 'Terminating';
  const found = ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(has);
  return found ?? 'Running';
}

function completions(job: JsonObject): string {
  const succeeded = numberOf(statusOf(job), 'succeeded');
  const wanted = optionalNumber(specOf(job), 'completions');
  if (wanted !== undefined) return `${succeeded}/${wanted}`;
  const parallelism = numberOf(specOf(job), 'parallelism');
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration(status: JsonObject, now: number): string {
  const start = textOf(status, 'startTime');
  if (start === '') return '';
  const end = textOf(status, 'completionTime');
  return humanDuration((end === '' ? now : Date.parse(end)) - Date.parse(start));
}
