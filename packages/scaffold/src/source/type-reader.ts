import type { SchemaNode } from '../model/schema-node.ts';
import type { Problems } from './problems.ts';
import type { RuleSites } from './rule-sites.ts';
import type { SchemaNames } from './schema-names.ts';
import type { SourceProgram } from './source-program.ts';
import type { TypeHint, TypeHints } from './type-hint.ts';
import { type Node, type Type, TypeFlags } from './typescript.ts';

/** What reading a type needs. */
export interface SchemaContext {
  readonly program: SourceProgram;
  readonly problems: Problems;
  readonly hints: TypeHints;
  readonly names: SchemaNames;
  readonly ruleSites: RuleSites;
}

/** A type on the way to its schema. */
export interface TypeInPlace {
  readonly type: Type;
  /** The type as it is written, where that is known. */
  readonly hint: TypeHint | undefined;
  /** Node of the project that a problem is reported at. */
  readonly site: Node;
}

/** Reads any type: what the readers of one form of type come back to for the parts of it. */
export interface TypeReader {
  readonly context: SchemaContext;
  /** @throws {SourceError} when the type has no schema */
  read(place: TypeInPlace): SchemaNode;
  /** @throws {SourceError} always */
  refuse(site: Node, message: string): never;
}

/** The types that a union consists of; the type itself when it is none. */
export function unionMembers(type: Type): readonly Type[] {
  const isBoolean = (type.flags & TypeFlags.Boolean) !== 0;
  return type.isUnionType() && !isBoolean ? type.getTypes() : [type];
}

/** Whether a type is `undefined`: a field that may be absent. */
export function isAbsent(type: Type): boolean {
  return (type.flags & (TypeFlags.Undefined | TypeFlags.Void)) !== 0;
}

/** The schema of a field with just these numbers. */
export function numbersSchema(values: readonly number[]): SchemaNode {
  return { type: values.every(Number.isInteger) ? 'integer' : 'number', enum: values };
}

/** Whether a type is `null`. */
export function isNull(type: Type): boolean {
  return (type.flags & TypeFlags.Null) !== 0;
}
