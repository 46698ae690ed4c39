import type { FieldError, JsonObject } from '@keelson/schema';
import { duplicate, invalid, invalidText, notSupported, required } from './field-errors.ts';
import { internalText } from './internal-text.ts';
import {
  objectOf,
  objectsOf,
  optionalNumber,
  optionalObject,
  textOf,
  textsOf,
} from './json-access.ts';

const idFault = 'must be between 0 and 2147483647, inclusive';

function validateId(parent: JsonObject, key: string, field: string): FieldError[] {
  const id = optionalNumber(parent, key);
  return id === undefined || (id >= 0 && id <= 2_147_483_647)
    ? []
    : [invalid(`${field}.${key}`, id, idFault)];
}

const sysctl = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/u;

/** The security context of a pod (validatePodSpecSecurityContext). */
export function validatePodSecurity(spec: JsonObject, field: string): FieldError[] {
  const security = objectOf(spec, 'securityContext');
  const path = `${field}.securityContext`;
  const errors = ['fsGroup', 'runAsUser', 'runAsGroup'].flatMap((key) =>
    validateId(security, key, path),
  );
  const groups = security['supplementalGroups'];
  if (Array.isArray(groups)) {
    for (const [index, group] of groups.entries()) {
      if (typeof group === 'number' && group >= 0 && group <= 2_147_483_647) continue;
      errors.push(invalid(`${path}.supplementalGroups[${index}]`, group, idFault));
    }
  }
  if (spec['shareProcessNamespace'] === true && spec['hostPID'] === true) {
    const why = 'ShareProcessNamespace and HostPID cannot both be enabled';
    errors.push(invalid(`${field}.shareProcessNamespace`, true, why));
  }
  const names = new Set<string>();
  for (const [index, one] of objectsOf(security, 'sysctls').entries()) {
    const at = `${path}.sysctls[${index}].name`;
    const name = textOf(one, 'name');
    if (name === '') errors.push(required(at));
    else if (name.length > 253 || !sysctl.test(name)) {
      const why = String.raw`must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$`;
      errors.push(invalid(at, name, why));
    } else if (names.has(name)) {
      errors.push(duplicate(at, name));
    }
    names.add(name);
  }
  const policy = textOf(security, 'fsGroupChangePolicy');
  const policies = ['Always', 'OnRootMismatch'];
  if (policy !== '' && !policies.includes(policy)) {
    errors.push(notSupported(`${path}.fsGroupChangePolicy`, policy, policies));
  }
  return [...errors, ...validateSeccomp(security, path)];
}

function validateSeccomp(security: JsonObject, field: string): FieldError[] {
  const profile = optionalObject(security, 'seccompProfile');
  if (profile === undefined) return [];
  const path = `${field}.seccompProfile`;
  const type = textOf(profile, 'type');
  const local = profile['localhostProfile'];
  if (type === 'Localhost') {
    const why = 'must be set when seccomp type is Localhost';
    return local === undefined ? [required(`${path}.localhostProfile`, why)] : [];
  }
  const errors: FieldError[] = [];
  if (local !== undefined) {
    const why = 'can only be set when seccomp type is Localhost';
    errors.push(invalid(`${path}.localhostProfile`, local, why));
  }
  if (type === '') {
    errors.push(required(`${path}.type`, 'type is required when seccompProfile is set'));
  } else if (type !== 'RuntimeDefault' && type !== 'Unconfined') {
    const supported = ['Localhost', 'RuntimeDefault', 'Unconfined'];
    errors.push(notSupported(`${path}.type`, type, supported));
  }
  return errors;
}

/** The security context of a container (ValidateSecurityContext). */
export function validateContainerSecurity(container: JsonObject, field: string): FieldError[] {
  const security = optionalObject(container, 'securityContext');
  if (security === undefined) return [];
  const path = `${field}.securityContext`;
  const errors = ['runAsUser', 'runAsGroup'].flatMap((key) => validateId(security, key, path));
  const mount = textOf(security, 'procMount');
  if (mount !== '' && mount !== 'Default' && mount !== 'Unmasked') {
    errors.push(notSupported(`${path}.procMount`, mount, ['Default', 'Unmasked']));
  }
  errors.push(...validateSeccomp(security, path));
  if (security['allowPrivilegeEscalation'] !== false) return errors;
  const refuse = (why: string): void => {
    const text = internalText(security, 'core/v1#SecurityContext');
    const what = 'cannot set `allowPrivilegeEscalation` to false and';
    errors.push(invalidText(path, text, `${what} ${why}`));
  };
  if (security['privileged'] === true) refuse('`privileged` to true');
  if (textsOf(objectOf(security, 'capabilities'), 'add').includes('CAP_SYS_ADMIN')) {
    refuse('`capabilities.Add` CAP_SYS_ADMIN');
  }
  return errors;
}
