// Data and pure functions: what operators and their unit tests use without a manager.
export {
  findCondition,
  isConditionTrue,
  type NewCondition,
  removeCondition,
  setCondition,
} from './condition.ts';
export { deepEqual } from './deep-equal.ts';
export { deepFreeze } from './deep-freeze.ts';
export type { DeepReadonly } from './deep-readonly.ts';
export { hasFinalizer, withFinalizer, withoutFinalizer } from './finalizer.ts';
export {
  formatGroupVersionKind,
  groupVersionKindOf,
  isSameGroupKind,
  isSameGroupVersionKind,
  parseGroupVersionKind,
  type TypeMeta,
} from './group-version-kind.ts';
export { mergePatchBetween } from './merge-patch.ts';
export { type Mutable, mutable } from './mutable.ts';
export {
  type FieldPath,
  nestedBoolean,
  nestedField,
  nestedList,
  nestedNumber,
  nestedString,
  removeNestedField,
  setNestedField,
} from './nested-field.ts';
export type { ObjectEvent, Predicate } from './object-event.ts';
export { formatKey, type KeyLike, keyOf, type ObjectKey, parseKey } from './object-key.ts';
export {
  AlreadyOwnedError,
  controllerOf,
  isOwnedBy,
  type Ownable,
  type OwnerReferenceOptions,
  removeOwnerReference,
  setControllerReference,
  setOwnerReference,
} from './owner-reference.ts';
export type { GetOptions, ListOptions, Reader } from './reader.ts';
export type { Request, Result } from './request.ts';
export type {
  DynamicType,
  ResourceClass,
  ResourceRef,
  UnstructuredObject,
} from './resource-ref.ts';
export { compareResourceVersions } from './resource-version.ts';
export {
  formatSelector,
  matchesSelector,
  parseSelector,
  type Requirement,
  requirementsOf,
  type Selector,
} from './selector.ts';
export { toMicroTime, toTime } from './time.ts';
export { compareVersions } from './version-order.ts';
