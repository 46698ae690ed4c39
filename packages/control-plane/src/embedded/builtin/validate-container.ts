import type { FieldError, JsonObject } from '@keelson/schema';
import {
  duplicate,
  forbidden,
  invalid,
  invalidAll,
  nonNegative,
  notFoundValue,
  notSupported,
  required,
} from './field-errors.ts';
import { listOf, numberOf, objectOf, objectsOf, optionalObject, textOf } from './json-access.ts';
import { validateEnvironment } from './validate-environment.ts';
import { validateResources } from './validate-resources.ts';
import { validateContainerSecurity } from './validate-security.ts';
import {
  portErrors,
  portNameErrors,
  validateDescendingPath,
  validateLabelName,
  validatePort,
} from './validate-values.ts';

const protocols = ['SCTP', 'TCP', 'UDP'];

/** What containers of a pod are judged by. */
export interface ContainerContext {
  /** Names of the volumes without a fault. */
  readonly volumes: ReadonlySet<string>;
}

/** Containers of a pod (validateContainers). */
export function validateContainers(
  containers: readonly JsonObject[],
  field: string,
  context: ContainerContext,
): FieldError[] {
  if (containers.length === 0) return [required(field)];
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, container] of containers.entries()) {
    const path = `${field}[${index}]`;
    errors.push(...validateCommon(container, path, context));
    const name = textOf(container, 'name');
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
    names.add(name);
    errors.push(...validateLifecycle(container, path), ...validateProbes(container, path));
  }
  errors.push(...validateHostPorts(containers, field));
  return errors;
}

/** The init containers of a pod, whose names its containers may not have (validateInitContainers). */
export function validateInitContainers(
  spec: JsonObject,
  field: string,
  context: ContainerContext,
): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set(
    objectsOf(spec, 'containers').map((container) => textOf(container, 'name')),
  );
  for (const [index, container] of objectsOf(spec, 'initContainers').entries()) {
    const path = `${field}[${index}]`;
    errors.push(...validateCommon(container, path, context));
    const { restartPolicy } = container;
    const policies = ['Always', 'Never', 'OnFailure'];
    if (typeof restartPolicy === 'string' && !policies.includes(restartPolicy)) {
      errors.push(notSupported(`${path}.restartPolicy`, restartPolicy, policies));
    }
    const name = textOf(container, 'name');
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
    else if (name !== '') names.add(name);
    errors.push(...validateHostPorts([container], field));
    if (container['restartPolicy'] === 'Always') {
      errors.push(...validateLifecycle(container, path), ...validateProbes(container, path));
      continue;
    }
    for (const key of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe']) {
      if (container[key] === undefined) continue;
      errors.push(
        forbidden(
          `${path}.${key}`,
          'may not be set for init containers without restartPolicy=Always',
        ),
      );
    }
  }
  return errors;
}

function validateCommon(
  container: JsonObject,
  path: string,
  context: ContainerContext,
): FieldError[] {
  const errors: FieldError[] = [];
  const name = textOf(container, 'name');
  if (name === '') errors.push(required(`${path}.name`));
  else errors.push(...validateLabelName(name, `${path}.name`));
  if (textOf(container, 'image') === '') errors.push(required(`${path}.image`));
  const termination = textOf(container, 'terminationMessagePolicy');
  const terminations = ['File', 'FallbackToLogsOnError'];
  if (!terminations.includes(termination)) {
    errors.push(notSupported(`${path}.terminationMessagePolicy`, termination, terminations));
  }
  errors.push(
    ...validatePorts(objectsOf(container, 'ports'), `${path}.ports`),
    ...validateEnvironment(container, path),
    ...validateMounts(objectsOf(container, 'volumeMounts'), `${path}.volumeMounts`, context),
    ...validateDevices(container, path, context),
  );
  const pull = textOf(container, 'imagePullPolicy');
  const pulls = ['Always', 'IfNotPresent', 'Never'];
  if (!pulls.includes(pull)) errors.push(notSupported(`${path}.imagePullPolicy`, pull, pulls));
  errors.push(
    ...validateResources(objectOf(container, 'resources'), `${path}.resources`),
    ...validateResizePolicy(objectsOf(container, 'resizePolicy'), `${path}.resizePolicy`),
    ...validateContainerSecurity(container, path),
  );
  return errors;
}

function validateDevices(
  container: JsonObject,
  path: string,
  { volumes }: ContainerContext,
): FieldError[] {
  return objectsOf(container, 'volumeDevices').flatMap((device, index) => {
    const field = `${path}.volumeDevices[${index}]`;
    const name = textOf(device, 'name');
    const errors = name === '' ? [required(`${field}.name`)] : [];
    if (!volumes.has(name)) errors.push(notFoundValue(`${field}.name`, name));
    if (textOf(device, 'devicePath') === '') errors.push(required(`${field}.devicePath`));
    return errors;
  });
}

function validateResizePolicy(policies: readonly JsonObject[], field: string): FieldError[] {
  const supported = ['NotRequired', 'RestartContainer'];
  return policies
    .map((policy) => textOf(policy, 'restartPolicy'))
    .filter((policy) => !supported.includes(policy))
    .map((policy) => notSupported(field, policy, supported));
}

function validatePorts(ports: readonly JsonObject[], field: string): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const path = `${field}[${index}]`;
    const name = textOf(port, 'name');
    if (name !== '') {
      const faults = portNameErrors(name);
      if (faults.length > 0) errors.push(...invalidAll(`${path}.name`, name, faults));
      else if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
      else names.add(name);
    }
    const number = numberOf(port, 'containerPort');
    if (number === 0) errors.push(required(`${path}.containerPort`));
    else errors.push(...invalidAll(`${path}.containerPort`, number, portErrors(number)));
    const host = numberOf(port, 'hostPort');
    if (host !== 0) errors.push(...invalidAll(`${path}.hostPort`, host, portErrors(host)));
    const protocol = textOf(port, 'protocol');
    if (protocol === '') errors.push(required(`${path}.protocol`));
    else if (!protocols.includes(protocol)) {
      errors.push(notSupported(`${path}.protocol`, protocol, protocols));
    }
  }
  return errors;
}

function validateMounts(
  mounts: readonly JsonObject[],
  field: string,
  { volumes }: ContainerContext,
): FieldError[] {
  const errors: FieldError[] = [];
  const points = new Set<string>();
  for (const [index, mount] of mounts.entries()) {
    const path = `${field}[${index}]`;
    const name = textOf(mount, 'name');
    const point = textOf(mount, 'mountPath');
    const subPath = textOf(mount, 'subPath');
    const expression = textOf(mount, 'subPathExpr');
    if (name === '') errors.push(required(`${path}.name`));
    if (!volumes.has(name)) errors.push(notFoundValue(`${path}.name`, name));
    if (point === '') errors.push(required(`${path}.mountPath`));
    if (points.has(point)) errors.push(invalid(`${path}.mountPath`, point, 'must be unique'));
    points.add(point);
    // The server leaves the index out of these paths.
    if (subPath !== '') errors.push(...validateDescendingPath(subPath, `${field}.subPath`));
    if (expression === '') continue;
    if (subPath !== '') {
      const why = 'subPathExpr and subPath are mutually exclusive';
      errors.push(invalid(`${path}.subPathExpr`, expression, why));
    }
    errors.push(...validateDescendingPath(expression, `${field}.subPathExpr`));
  }
  return errors;
}

function validateHostPorts(containers: readonly JsonObject[], field: string): FieldError[] {
  const errors: FieldError[] = [];
  const taken = new Set<string>();
  for (const [index, container] of containers.entries()) {
    for (const [at, port] of objectsOf(container, 'ports').entries()) {
      const number = numberOf(port, 'hostPort');
      if (number === 0) continue;
      const text = `${textOf(port, 'protocol')}/${textOf(port, 'hostIP')}/${number}`;
      if (taken.has(text)) errors.push(duplicate(`${field}[${index}].ports[${at}].hostPort`, text));
      taken.add(text);
    }
  }
  return errors;
}

function validateLifecycle(container: JsonObject, path: string): FieldError[] {
  const lifecycle = optionalObject(container, 'lifecycle');
  if (lifecycle === undefined) return [];
  return ['postStart', 'preStop'].flatMap((key) => {
    const handler = optionalObject(lifecycle, key);
    return handler === undefined ? [] : validateHandler(handler, `${path}.lifecycle.${key}`);
  });
}

function validateProbes(container: JsonObject, path: string): FieldError[] {
  return ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((key) => {
    const probe = optionalObject(container, key);
    if (probe === undefined) return [];
    const field = `${path}.${key}`;
    const errors = validateProbe(probe, field);
    const { successThreshold, terminationGracePeriodSeconds } = probe;
    if (key === 'readinessProbe') {
      if (terminationGracePeriodSeconds !== undefined) {
        const why = 'must not be set for readinessProbes';
        errors.push(
          invalid(`${field}.terminationGracePeriodSeconds`, terminationGracePeriodSeconds, why),
        );
      }
    } else if (successThreshold !== 1) {
      errors.push(invalid(`${field}.successThreshold`, successThreshold, 'must be 1'));
    }
    return errors;
  });
}

function validateProbe(probe: JsonObject, field: string): FieldError[] {
  const errors = validateHandler(probe, field);
  const numbers = [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ];
  for (const key of numbers) errors.push(...nonNegative(`${field}.${key}`, probe[key]));
  const grace = probe['terminationGracePeriodSeconds'];
  if (typeof grace === 'number' && grace <= 0) {
    errors.push(invalid(`${field}.terminationGracePeriodSeconds`, grace, 'must be greater than 0'));
  }
  return errors;
}

/** What a probe or a hook does: one thing. */
function validateHandler(handler: JsonObject, field: string): FieldError[] {
  const errors: FieldError[] = [];
  let found = 0;
  for (const key of ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep']) {
    const action = optionalObject(handler, key);
    if (action === undefined) continue;
    const path = `${field}.${key}`;
    if (found++ > 0) errors.push(forbidden(path, 'may not specify more than 1 handler type'));
    else errors.push(...validateAction(key, action, path));
  }
  if (found === 0) errors.push(required(field, 'must specify a handler type'));
  return errors;
}

function validateAction(key: string, action: JsonObject, path: string): FieldError[] {
  switch (key) {
    case 'exec':
      return listOf(action, 'command').length === 0 ? [required(`${path}.command`)] : [];
    case 'httpGet': {
      const errors = textOf(action, 'path') === '' ? [required(`${path}.path`)] : [];
      errors.push(...validatePort(action['port'], `${path}.port`));
      const scheme = textOf(action, 'scheme');
      if (scheme !== 'HTTP' && scheme !== 'HTTPS') {
        errors.push(notSupported(`${path}.scheme`, scheme, ['HTTP', 'HTTPS']));
      }
      for (const header of objectsOf(action, 'httpHeaders')) {
        const name = textOf(header, 'name');
        if (/^[-A-Za-z0-9]+$/u.test(name)) continue;
        const why =
          "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')";
        errors.push(invalid(`${path}.httpHeaders`, name, why));
      }
      return errors;
    }
    case 'tcpSocket':
    case 'grpc':
      return validatePort(action['port'], `${path}.port`);
    default:
      return [];
  }
}
