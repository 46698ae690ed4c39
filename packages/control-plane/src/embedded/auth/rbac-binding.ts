import { goQuote, isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import { serviceAccountUsername } from './service-account-name.ts';
import type { UserInfo } from './user.ts';

/** Who is bound. */
export interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** What a binding binds its subjects to. */
export interface RoleRef {
  readonly apiGroup: string;
  readonly kind: string;
  readonly name: string;
}

/** A RoleBinding, or a ClusterRoleBinding when its namespace is empty. */
export interface Binding {
  readonly name: string;
  readonly namespace: string;
  readonly roleRef: RoleRef;
  readonly subjects: readonly Subject[];
}

/** Reads a RoleBinding or a ClusterRoleBinding. */
export function parseBinding(object: JsonObject): Binding {
  const metadata = objectOf(object['metadata']);
  const subjects = object['subjects'];
  return {
    name: stringOf(metadata['name']),
    namespace: stringOf(metadata['namespace']),
    roleRef: parseRoleRef(object),
    subjects: Array.isArray(subjects)
      ? subjects.filter(isJsonObject).map(({ kind, name, namespace }) => ({
          kind: stringOf(kind),
          name: stringOf(name),
          namespace: stringOf(namespace),
        }))
      : [],
  };
}

/** Reads what a RoleBinding or a ClusterRoleBinding refers to. */
export function parseRoleRef(binding: JsonObject): RoleRef {
  const roleRef = objectOf(binding['roleRef']);
  return {
    apiGroup: stringOf(roleRef['apiGroup']),
    kind: stringOf(roleRef['kind']),
    name: stringOf(roleRef['name']),
  };
}

/** An object, or an empty one for anything else. */
export function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** A string, or `''` for anything else. */
export function stringOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** A list, or an empty one for anything else. */
export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

/** The first subject of a binding that a user is; `undefined` when the binding is none of the user's. */
export function subjectFor({ subjects, namespace }: Binding, user: UserInfo): Subject | undefined {
  return subjects.find((subject) => isSubject(user, subject, namespace));
}

function isSubject(user: UserInfo, subject: Subject, bindingNamespace: string): boolean {
  switch (subject.kind) {
    case 'User':
      return user.name === subject.name;
    case 'Group':
      return user.groups.includes(subject.name);
    case 'ServiceAccount': {
      const namespace = subject.namespace === '' ? bindingNamespace : subject.namespace;
      return (
        namespace !== '' && user.name === serviceAccountUsername({ namespace, name: subject.name })
      );
    }
    default:
      return false;
  }
}

/**
 * A binding as the source of a permission: `RoleBinding "b/ns" of Role "r" to User "u"`. Names stand
 * before their namespaces here, as on the server.
 */
export function describeBinding(binding: Binding, subject: Subject): string {
  const { name, namespace, roleRef } = binding;
  const from =
    namespace === ''
      ? `ClusterRoleBinding ${goQuote(name)}`
      : `RoleBinding ${goQuote(`${name}/${namespace}`)}`;
  const who =
    subject.kind === 'ServiceAccount'
      ? `${subject.name}/${subject.namespace === '' ? namespace : subject.namespace}`
      : subject.name;
  return `${from} of ${roleRef.kind} ${goQuote(roleRef.name)} to ${subject.kind} ${goQuote(who)}`;
}
