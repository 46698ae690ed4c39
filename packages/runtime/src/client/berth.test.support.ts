import { randomUUID } from 'node:crypto';
import { CustomResource, CustomResourceObject } from '../decorators/custom-resource.ts';

/** A group of this run's own, so that runs can share a server. */
export const group = `client-${randomUUID().slice(0, 8)}.example.com`;

/** A custom resource with the subresources `status` and `scale`. */
@CustomResource({ group, version: 'v1', subresources: { status: true } })
export class Berth extends CustomResourceObject<
  { size?: number; tags?: string[] },
  { size?: number }
> {}

/** The definition of {@link Berth}. */
export const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `berths.${group}` },
  spec: {
    group,
    scope: 'Namespaced',
    names: { kind: 'Berth', plural: 'berths', singular: 'berth', shortNames: ['brt'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: {
                  size: { type: 'integer', format: 'int64', maximum: 9e15 },
                  tags: { type: 'array', items: { type: 'string' } },
                },
              },
              status: { type: 'object', properties: { size: { type: 'integer' } } },
            },
          },
        },
        subresources: {
          status: {},
          scale: { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size' },
        },
      },
    ],
  },
};
