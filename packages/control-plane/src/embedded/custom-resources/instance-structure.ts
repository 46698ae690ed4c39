import type { JsonObject } from '@keelson/schema';
import { isJsonObject } from '@keelson/schema';
import type { StructureNode } from '../registry/structure.ts';

const text: StructureNode = { type: 'string' };
const resourceProperties: Readonly<Record<string, StructureNode>> = {
  apiVersion: text,
  kind: text,
  metadata: { $ref: 'meta/v1#ObjectMeta' },
};

/**
 * The structure that server-side apply sees in a version's schema: its own, with the type and the
 * metadata of a resource at the root and in embedded resources.
 */
export function instanceStructure(schema: JsonObject | undefined): StructureNode {
  if (schema === undefined) {
    return {
      type: 'object',
      properties: resourceProperties,
      'x-kubernetes-preserve-unknown-fields': true,
    };
  }
  return withResource(embed(schema));
}

function withResource(node: StructureNode): StructureNode {
  return { ...node, properties: { ...node.properties, ...resourceProperties } };
}

function embed(schema: JsonObject): JsonObject | StructureNode {
  const node: JsonObject = { ...schema };
  if (isJsonObject(schema['items'])) node['items'] = embed(schema['items']) as JsonObject;
  if (isJsonObject(schema['additionalProperties'])) {
    node['additionalProperties'] = embed(schema['additionalProperties']) as JsonObject;
  }
  if (isJsonObject(schema['properties'])) {
    node['properties'] = Object.fromEntries(
      Object.entries(schema['properties']).map(([name, property]) => [
        name,
        isJsonObject(property) ? (embed(property) as JsonObject) : property,
      ]),
    );
  }
  return schema['x-kubernetes-embedded-resource'] === true ? withResource(node) : node;
}
