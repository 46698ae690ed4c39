import type { JsonObject } from '@keelson/schema';
import { humanDuration } from '../printing/human-duration.ts';
import {
  numberOf,
  objectOf,
  objectsOf,
  optionalNumber,
  optionalObject,
  textOf,
  textsOf,
} from './json-access.ts';
import type { Cell, CellsOf } from './kind-rules.ts';
import { nameOf, objectAge, textOr } from './table-text.ts';

function specOf(object: JsonObject): JsonObject {
  return objectOf(object, 'spec');
}

function policyCells(key: string): CellsOf {
  return (policy, now) => {
    const kind = optionalObject(specOf(policy), 'paramKind');
    return [
      nameOf(policy),
      objectsOf(specOf(policy), key).length,
      kind === undefined ? '<unset>' : `${textOf(kind, 'apiVersion')}/${textOf(kind, 'kind')}`,
      objectAge(policy, now),
    ];
  };
}

function policyBindingCells(binding: JsonObject, now: number): Cell[] {
  const reference = optionalObject(specOf(binding), 'paramRef');
  let text = '<unset>';
  if (reference !== undefined) {
    const namespace = textOr(reference, 'namespace', '*');
    const name = textOf(reference, 'name');
    text = name === '' ? `${namespace}/*` : `${namespace}/${name}`;
  }
  return [nameOf(binding), textOf(specOf(binding), 'policyName'), text, objectAge(binding, now)];
}

/** Rows of the kinds that configure the server and the cluster. */
export const platformCells: readonly (readonly [kind: string, cellsOf: CellsOf])[] = [
  ['ValidatingAdmissionPolicy.admissionregistration.k8s.io', policyCells('validations')],
  ['MutatingAdmissionPolicy.admissionregistration.k8s.io', policyCells('mutations')],
  ['ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io', policyBindingCells],
  ['MutatingAdmissionPolicyBinding.admissionregistration.k8s.io', policyBindingCells],
  [
    'APIService.apiregistration.k8s.io',
    (one, now) => {
      const service = optionalObject(specOf(one), 'service');
      const available = conditionOf(one, 'Available');
      const status = available === undefined ? 'Unknown' : textOf(available, 'status');
      const isFine = available === undefined || status === 'True';
      return [
        nameOf(one),
        service === undefined
          ? 'Local'
          : `${textOf(service, 'namespace')}/${textOf(service, 'name')}`,
        isFine ? status : `${status} (${textOf(available, 'reason')})`,
        objectAge(one, now),
      ];
    },
  ],
  [
    'CertificateSigningRequest.certificates.k8s.io',
    (one, now) => {
      const seconds = optionalNumber(specOf(one), 'expirationSeconds');
      return [
        nameOf(one),
        objectAge(one, now),
        textOr(specOf(one), 'signerName', '<none>'),
        textOf(specOf(one), 'username'),
        seconds === undefined ? '<none>' : humanDuration(seconds * 1000),
        requestStatus(one),
      ];
    },
  ],
  [
    'ClusterTrustBundle.certificates.k8s.io',
    (one) => [nameOf(one), textOr(specOf(one), 'signerName', '<none>')],
  ],
  ['ComponentStatus', componentCells],
  [
    'FlowSchema.flowcontrol.apiserver.k8s.io',
    (one, now) => [
      nameOf(one),
      textOf(objectOf(specOf(one), 'priorityLevelConfiguration'), 'name'),
      numberOf(specOf(one), 'matchingPrecedence'),
      textOr(objectOf(specOf(one), 'distinguisherMethod'), 'type', '<none>'),
      objectAge(one, now),
      textOr(conditionOf(one, 'Dangling') ?? {}, 'status', '?'),
    ],
  ],
  [
    'PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io',
    (one, now) => {
      const limited = objectOf(specOf(one), 'limited');
      const queuing = objectOf(objectOf(limited, 'limitResponse'), 'queuing');
      return [
        nameOf(one),
        textOf(specOf(one), 'type'),
        optionalNumber(limited, 'nominalConcurrencyShares') ?? '<none>',
        ...['queues', 'handSize', 'queueLengthLimit'].map(
          (key) => optionalNumber(queuing, key) ?? '<none>',
        ),
        objectAge(one, now),
      ];
    },
  ],
  [
    'IPAddress.networking.k8s.io',
    (one, now) => {
      const parent = objectOf(specOf(one), 'parentRef');
      const group = textOf(parent, 'group');
      const resource = `${textOf(parent, 'resource')}${group === '' ? '' : `.${group}`}`;
      const namespace = textOf(parent, 'namespace');
      const place = namespace === '' ? resource : `${resource}/${namespace}`;
      return [nameOf(one), `${place}/${textOf(parent, 'name')}`, objectAge(one, now)];
    },
  ],
  [
    'CSIDriver.storage.k8s.io',
    (one, now) => {
      const spec = specOf(one);
      const audiences = objectsOf(spec, 'tokenRequests').map((request) =>
        textOf(request, 'audience'),
      );
      const modes = textsOf(spec, 'volumeLifecycleModes');
      return [
        nameOf(one),
        spec['attachRequired'] !== false,
        spec['podInfoOnMount'] === true,
        spec['storageCapacity'] === true,
        audiences.length === 0 ? '<unset>' : audiences.join(','),
        spec['requiresRepublish'] === true,
        modes.length === 0 ? '<none>' : modes.join(','),
        objectAge(one, now),
      ];
    },
  ],
  [
    'VolumeAttributesClass.storage.k8s.io',
    (one, now) => [nameOf(one), textOf(one, 'driverName'), objectAge(one, now)],
  ],
];

function conditionOf(object: JsonObject, type: string): JsonObject | undefined {
  return objectsOf(objectOf(object, 'status'), 'conditions').find((one) => one['type'] === type);
}

function requestStatus(request: JsonObject): string {
  const conditions = objectsOf(objectOf(request, 'status'), 'conditions');
  const has = (type: string): boolean => conditions.some((one) => one['type'] === type);
  let status = 'Pending';
  if (has('Denied')) status = 'Denied';
  else if (has('Approved')) status = 'Approved';
  if (has('Failed')) status += ',Failed';
  return textOf(objectOf(request, 'status'), 'certificate') === '' ? status : `${status},Issued`;
}

function componentCells(component: JsonObject): Cell[] {
  const found = objectsOf(component, 'conditions').find(({ type }) => type === 'Healthy');
  if (found === undefined) return [nameOf(component), 'Unknown', '', ''];
  const status = found['status'] === 'True' ? 'Healthy' : 'Unhealthy';
  return [nameOf(component), status, textOf(found, 'message'), textOf(found, 'error')];
}
