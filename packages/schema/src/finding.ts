import type { FieldError, FieldErrorType } from './field-error.ts';
import type { JsonValue } from './json.ts';

/** A broken rule before it becomes a {@link FieldError}: two with one message count once. */
export interface Finding {
  /** Path of the value, as messages name it; `undefined` when the server names the whole object. */
  readonly name: string | undefined;
  readonly type: FieldErrorType;
  readonly value?: JsonValue | undefined;
  readonly message: string;
  /** What the error says after the value. @default the message */
  readonly detail?: string | undefined;
}

/** Adds findings that are not there yet. */
export function addFindings(list: Finding[], added: readonly Finding[]): void {
  for (const finding of added) {
    if (!list.some(({ message }) => message === finding.message)) list.push(finding);
  }
}

/** The error of a finding in an object at `prefix`, `''` for the root. */
export function errorOf(
  { name, type, value, message, detail }: Finding,
  prefix: string,
): FieldError {
  return { type, field: childPath(prefix, name ?? ''), value, detail: detail ?? message };
}

/** A path below another as Go's field.Path prints it, `<nil>` when both are empty. */
function childPath(prefix: string, name: string): string {
  const child = name.startsWith('.') ? name.slice(1) : name;
  if (child === '') return prefix === '' ? '<nil>' : prefix;
  return prefix === '' ? child : `${prefix}.${child}`;
}
