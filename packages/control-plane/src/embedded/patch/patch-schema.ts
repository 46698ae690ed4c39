import type { ResolveStructure, StructureNode } from '../registry/structure.ts';
import { strategicPatchFailed } from './strategic-patch-error.ts';

/** How the field of a type is patched strategically. */
export interface FieldPatchRule {
  /** Of the field's value, or of its items. */
  readonly schema: PatchSchema;
  readonly strategy: string;
  readonly mergeKey: string;
}

/** A type, as far as strategic merge patches ask about it. */
export class PatchSchema {
  readonly #node: StructureNode;
  readonly #resolve: ResolveStructure;
  /** The name of the Go type. */
  readonly #name: string;

  constructor(node: StructureNode, resolve: ResolveStructure) {
    this.#name = node.$ref === undefined ? '' : nameOf(node.$ref);
    this.#node = node.$ref === undefined ? node : resolve(node.$ref);
    this.#resolve = resolve;
  }

  /** Rule of a field that holds an object. */
  ofObject(field: string): FieldPatchRule {
    return this.#rule(field, (node) => node);
  }

  /** Rule of a field that holds a list. */
  ofList(field: string): FieldPatchRule {
    return this.#rule(field, (node) => this.#resolved(node).items ?? {});
  }

  #rule(field: string, valueOf: (node: StructureNode) => StructureNode): FieldPatchRule {
    const { properties } = this.#node;
    if (properties === undefined) {
      throw strategicPatchFailed(
        `merging an object in json but data type is not struct, instead is: ${this.#node.type === 'object' ? 'map' : (this.#node.type ?? 'interface')}`,
      );
    }
    const node = Object.hasOwn(properties, field) ? properties[field] : undefined;
    if (node === undefined) {
      throw strategicPatchFailed(
        `unable to find api field in struct ${this.#name} for the json field "${field}"`,
      );
    }
    const strategies = (node['x-kubernetes-patch-strategy'] ?? '').split(',');
    return {
      schema: new PatchSchema(valueOf(node), this.#resolve),
      strategy: strategies.find((strategy) => strategy !== 'retainKeys') ?? '',
      mergeKey: node['x-kubernetes-patch-merge-key'] ?? '',
    };
  }

  #resolved(node: StructureNode): StructureNode {
    return node.$ref === undefined ? node : this.#resolve(node.$ref);
  }
}

function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('#') + 1);
}
