import type { FieldError, JsonObject } from '@keelson/schema';
import { labelErrors, subdomainErrors } from '../metadata/name-rules.ts';
import { invalid, invalidAll, nonNegative, notSupported, required } from './field-errors.ts';
import { numberOf, objectOf, objectsOf, optionalObject, textOf } from './json-access.ts';
import type { KindRules } from './kind-rules.ts';
import { matchesSelector } from './selector-match.ts';
import { validatePodTemplate } from './validate-pod.ts';

type Validate = (object: JsonObject) => FieldError[];

function always(validate: Validate): KindRules {
  return { validate, validateUpdate: (object) => validate(object) };
}

/** RuntimeClass (pkg/apis/node/validation). */
export const runtimeClassRules: KindRules = {
  validate: validateHandler,
  validateUpdate: (runtimeClass, old) => {
    const handler = textOf(runtimeClass, 'handler');
    return handler === textOf(old, 'handler')
      ? []
      : [invalid('handler', handler, 'field is immutable')];
  },
};

function validateHandler(runtimeClass: JsonObject): FieldError[] {
  const handler = textOf(runtimeClass, 'handler');
  return handler === ''
    ? [required('handler')]
    : invalidAll('handler', handler, labelErrors(handler));
}

/** IngressClass (pkg/apis/networking/validation). */
export const ingressClassRules = always((ingressClass) => {
  const spec = objectOf(ingressClass, 'spec');
  const controller = textOf(spec, 'controller');
  const errors: FieldError[] = [];
  if (controller === '') errors.push(required('spec.controller'));
  else if (!/^[^/]+\/.+$/u.test(controller)) {
    const why = 'must be a domain-prefixed path (such as "acme.io/foo")';
    errors.push(invalid('spec.controller', controller, why));
  }
  const parameters = optionalObject(spec, 'parameters');
  if (parameters === undefined) return errors;
  const scope = textOf(parameters, 'scope');
  if (scope !== 'Cluster' && scope !== 'Namespace') {
    errors.push(notSupported('spec.parameters.scope', scope, ['Cluster', 'Namespace']));
  }
  for (const key of ['kind', 'name']) {
    if (textOf(parameters, key) === '') errors.push(required(`spec.parameters.${key}`));
  }
  return errors;
});

/** PodTemplate. */
export const podTemplateRules = always((template) =>
  validatePodTemplate(objectOf(template, 'template'), 'template'),
);

/** ReplicationController (ValidateReplicationControllerSpec). */
export const replicationControllerRules: KindRules = {
  ...always((controller) => {
    const spec = objectOf(controller, 'spec');
    const errors = [
      ...nonNegative('spec.minReadySeconds', spec['minReadySeconds']),
      ...nonNegative('spec.replicas', spec['replicas']),
    ];
    const selector = objectOf(spec, 'selector');
    const isEmpty = Object.keys(selector).length === 0;
    if (isEmpty) errors.push(required('spec.selector'));
    const template = optionalObject(spec, 'template');
    if (template === undefined) return [...errors, required('spec.template')];
    const labels = objectOf(objectOf(template, 'metadata'), 'labels');
    if (!isEmpty && !matchesSelector({ matchLabels: selector }, labels)) {
      const why = '`selector` does not match template `labels`';
      errors.push(invalid('spec.template.metadata.labels', labels, why));
    }
    errors.push(...validatePodTemplate(template, 'spec.template'));
    const policy = textOf(objectOf(template, 'spec'), 'restartPolicy');
    if (policy !== 'Always') {
      errors.push(notSupported('spec.template.spec.restartPolicy', policy, ['Always']));
    }
    return errors;
  }),
  fieldLabels: {
    'status.replicas': (one) => String(numberOf(objectOf(one, 'status'), 'replicas')),
  },
};

/** ControllerRevision. */
export const controllerRevisionRules = always((revision) => {
  const errors = nonNegative('revision', revision['revision']);
  const data = revision['data'];
  if (data === undefined || data === null) errors.push(required('data', 'data is mandatory'));
  return errors;
});

/** FlowSchema, as far as it names a level. */
export const flowSchemaRules = always((schema) =>
  textOf(objectOf(objectOf(schema, 'spec'), 'priorityLevelConfiguration'), 'name') === ''
    ? [required('spec.priorityLevelConfiguration.name', 'must reference a priority level')]
    : [],
);

/** CSINode. */
export const csiNodeRules = always((node) =>
  objectsOf(objectOf(node, 'spec'), 'drivers').flatMap((driver, index) =>
    ['name', 'nodeID']
      .filter((key) => textOf(driver, key) === '')
      .map((key) => required(`spec.drivers[${index}].${key}`)),
  ),
);

/** VolumeAttachment. */
export const volumeAttachmentRules = always((attachment) => {
  const spec = objectOf(attachment, 'spec');
  const source = objectOf(spec, 'source');
  const hasInline = source['inlineVolumeSpec'] !== undefined;
  const hasName = source['persistentVolumeName'] !== undefined;
  const errors: FieldError[] = [];
  if (hasInline === hasName) {
    const why = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
    errors.push(required('spec.source', why));
  }
  const node = textOf(spec, 'nodeName');
  errors.push(...invalidAll('spec.nodeName', node, subdomainErrors(node)));
  if (textOf(spec, 'attacher') === '') errors.push(required('spec.attacher'));
  return errors;
});
