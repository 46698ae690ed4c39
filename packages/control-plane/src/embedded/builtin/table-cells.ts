import type { JsonObject } from '@keelson/schema';
import { ageOf } from '../printing/human-duration.ts';
import {
  listOf,
  numberOf,
  objectOf,
  objectsOf,
  optionalObject,
  textOf,
  textsOf,
} from './json-access.ts';
import type { Cell, CellsOf } from './kind-rules.ts';
import { claimCells, endpointsText, nodeCells, serviceCells, volumeCells } from './core-cells.ts';
import { metricsText } from './metrics-text.ts';
import { balancerText, nameOf, objectAge, selectorText, someOf, textOr } from './table-text.ts';
import { platformCells } from './platform-cells.ts';
import { workloadCells } from './workload-cells.ts';

function specOf(object: JsonObject): JsonObject {
  return objectOf(object, 'spec');
}

function statusOf(object: JsonObject): JsonObject {
  return objectOf(object, 'status');
}

/** A row of the name, some cells and the age. */
function between(cells: (object: JsonObject, now: number) => Cell[]): CellsOf {
  return (object, now) => [nameOf(object), ...cells(object, now), objectAge(object, now)];
}

function countOf(key: string): CellsOf {
  return between((one) => [listOf(one, key).length]);
}

/** Rows of the built-in kinds' tables (pkg/printers/internalversion). */
export const cellsByKind: ReadonlyMap<string, CellsOf> = new Map<string, CellsOf>([
  ...workloadCells,
  ...platformCells,
  ['ConfigMap', between((one) => [sizeOf(one, 'data') + sizeOf(one, 'binaryData')])],
  ['Secret', between((one) => [textOf(one, 'type'), sizeOf(one, 'data')])],
  ['ServiceAccount', between(() => [])],
  ['Namespace', between((one) => [textOf(statusOf(one), 'phase')])],
  ['Endpoints', between((one) => [endpointsText(one)])],
  ['Service', serviceCells],
  ['Node', nodeCells],
  [
    'Event',
    (one, now) =>
      eventCells(one, now, ['involvedObject', 'message', 'source', 'reportingComponent']),
  ],
  [
    'Event.events.k8s.io',
    (one, now) =>
      eventCells(one, now, ['regarding', 'note', 'deprecatedSource', 'reportingController']),
  ],
  ['PersistentVolume', volumeCells],
  ['PersistentVolumeClaim', claimCells],
  ['ResourceQuota', between(quotaCells)],
  ['MutatingWebhookConfiguration.admissionregistration.k8s.io', countOf('webhooks')],
  ['ValidatingWebhookConfiguration.admissionregistration.k8s.io', countOf('webhooks')],
  [
    'HorizontalPodAutoscaler.autoscaling',
    between((one) => {
      const spec = specOf(one);
      const target = objectOf(spec, 'scaleTargetRef');
      return [
        `${textOf(target, 'kind')}/${textOf(target, 'name')}`,
        metricsText(spec, statusOf(one)),
        spec['minReplicas'] === undefined ? '<unset>' : String(numberOf(spec, 'minReplicas')),
        numberOf(spec, 'maxReplicas'),
        numberOf(statusOf(one), 'currentReplicas'),
      ];
    }),
  ],
  [
    'Scale.autoscaling',
    between((one) => [numberOf(specOf(one), 'replicas'), numberOf(statusOf(one), 'replicas')]),
  ],
  ['Lease.coordination.k8s.io', between((one) => [textOf(specOf(one), 'holderIdentity')])],
  [
    'EndpointSlice.discovery.k8s.io',
    between((one) => [
      textOf(one, 'addressType'),
      someOf(objectsOf(one, 'ports').map(slicePort), 3, '<unset>'),
      someOf(
        objectsOf(one, 'endpoints').flatMap((each) => textsOf(each, 'addresses')),
        3,
        '<unset>',
      ),
    ]),
  ],
  [
    'Ingress.networking.k8s.io',
    between((one) => [
      textOr(specOf(one), 'ingressClassName', '<none>'),
      hostsText(objectsOf(specOf(one), 'rules')),
      balancerText(statusOf(one)),
      listOf(specOf(one), 'tls').length > 0 ? '80, 443' : '80',
    ]),
  ],
  ['IngressClass.networking.k8s.io', ingressClassCells],
  [
    'NetworkPolicy.networking.k8s.io',
    between((one) => [selectorText(objectOf(specOf(one), 'podSelector'))]),
  ],
  ['ServiceCIDR.networking.k8s.io', between((one) => [textsOf(specOf(one), 'cidrs').join(',')])],
  ['RuntimeClass.node.k8s.io', between((one) => [textOf(one, 'handler')])],
  [
    'PodDisruptionBudget.policy',
    between((one) => [
      amountText(specOf(one), 'minAvailable'),
      amountText(specOf(one), 'maxUnavailable'),
      numberOf(statusOf(one), 'disruptionsAllowed'),
    ]),
  ],
  ['RoleBinding.rbac.authorization.k8s.io', bindingCells],
  ['ClusterRoleBinding.rbac.authorization.k8s.io', bindingCells],
  [
    'PriorityClass.scheduling.k8s.io',
    (one, now) => [
      nameOf(one),
      numberOf(one, 'value'),
      one['globalDefault'] === true,
      objectAge(one, now),
      textOf(one, 'preemptionPolicy'),
    ],
  ],
  ['CSINode.storage.k8s.io', between((one) => [listOf(specOf(one), 'drivers').length])],
  [
    'StorageClass.storage.k8s.io',
    between((one) => [
      textOf(one, 'provisioner'),
      textOr(one, 'reclaimPolicy', 'Delete'),
      textOr(one, 'volumeBindingMode', 'Immediate'),
      one['allowVolumeExpansion'] === true,
    ]),
  ],
  [
    'VolumeAttachment.storage.k8s.io',
    between((one) => [
      textOf(specOf(one), 'attacher'),
      textOf(objectOf(specOf(one), 'source'), 'persistentVolumeName'),
      textOf(specOf(one), 'nodeName'),
      statusOf(one)['attached'] === true,
    ]),
  ],
]);

function sizeOf(object: JsonObject, key: string): number {
  return Object.keys(objectOf(object, key)).length;
}

function amountText(spec: JsonObject, key: string): string {
  const value = spec[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : 'N/A';
}

function slicePort(port: JsonObject): string {
  const { port: number } = port;
  return typeof number === 'number' ? String(number) : textOr(port, 'name', '*');
}

function hostsText(rules: readonly JsonObject[]): string {
  const hosts = rules.map((rule) => textOf(rule, 'host')).filter((host) => host !== '');
  return someOf(hosts, 3, '*');
}

type EventKeys = readonly [object: string, message: string, source: string, controller: string];

function eventCells(
  event: JsonObject,
  now: number,
  [objectKey, messageKey, sourceKey, controllerKey]: EventKeys,
): Cell[] {
  const isModern = objectKey === 'regarding';
  const age = (key: string): string => ageOf(textOf(event, key), now);
  const firstKey = isModern ? 'deprecatedFirstTimestamp' : 'firstTimestamp';
  const lastKey = isModern ? 'deprecatedLastTimestamp' : 'lastTimestamp';
  const first = textOf(event, firstKey) === '' ? age('eventTime') : age(firstKey);
  const series = optionalObject(event, 'series');
  let last = textOf(event, lastKey) === '' ? first : age(lastKey);
  if (series !== undefined) last = ageOf(textOf(series, 'lastObservedTime'), now);
  const count = numberOf(
    series ?? event,
    series === undefined && isModern ? 'deprecatedCount' : 'count',
  );
  const object = objectOf(event, objectKey);
  const kind = textOf(object, 'kind').toLowerCase();
  const name = textOf(object, 'name');
  const source = objectOf(event, sourceKey);
  const component = textOr(source, 'component', textOf(event, controllerKey));
  const instance = textOr(source, 'host', textOf(event, 'reportingInstance'));
  return [
    last,
    textOf(event, 'type'),
    textOf(event, 'reason'),
    name === '' ? kind : `${kind}/${name}`,
    textOf(object, 'fieldPath'),
    instance === '' ? component : `${component}, ${instance}`,
    textOf(event, messageKey).trim(),
    first,
    series === undefined && count === 0 ? 1 : count,
    nameOf(event),
  ];
}

function quotaCells(quota: JsonObject): Cell[] {
  const hard = objectOf(statusOf(quota), 'hard');
  const used = objectOf(statusOf(quota), 'used');
  const lines = Object.keys(hard)
    .toSorted()
    .map((name) => ({ name, text: `${name}: ${textOr(used, name, '0')}/${textOf(hard, name)}` }));
  const isLimit = ({ name }: { readonly name: string }): boolean => name.startsWith('limits.');
  return [
    lines
      .filter((line) => !isLimit(line))
      .map(({ text }) => text)
      .join(', '),
    lines
      .filter(isLimit)
      .map(({ text }) => text)
      .join(', '),
  ];
}

function ingressClassCells(one: JsonObject, now: number): Cell[] {
  const parameters = optionalObject(specOf(one), 'parameters');
  const annotations = objectOf(objectOf(one, 'metadata'), 'annotations');
  const isDefault = annotations['ingressclass.kubernetes.io/is-default-class'] === 'true';
  let text = '<none>';
  if (parameters !== undefined) {
    const group = textOf(parameters, 'apiGroup');
    text = `${textOf(parameters, 'kind')}${group === '' ? '' : `.${group}`}/${textOf(parameters, 'name')}`;
  }
  return [
    isDefault ? `${nameOf(one)} (default)` : nameOf(one),
    textOf(specOf(one), 'controller'),
    text,
    objectAge(one, now),
  ];
}

function bindingCells(binding: JsonObject, now: number): Cell[] {
  const role = objectOf(binding, 'roleRef');
  const subjects = objectsOf(binding, 'subjects');
  const named = (kind: string): JsonObject[] => subjects.filter((one) => one['kind'] === kind);
  return [
    nameOf(binding),
    `${textOf(role, 'kind')}/${textOf(role, 'name')}`,
    objectAge(binding, now),
    named('User')
      .map((one) => textOf(one, 'name'))
      .join(', '),
    named('Group')
      .map((one) => textOf(one, 'name'))
      .join(', '),
    named('ServiceAccount')
      .map((one) => `${textOf(one, 'namespace')}/${textOf(one, 'name')}`)
      .join(', '),
  ];
}
