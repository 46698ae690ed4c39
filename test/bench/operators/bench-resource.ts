import { CustomResource, CustomResourceObject } from '@keelson/runtime';

/** What a user wants of a {@link Bench}. */
export interface BenchSpec {
  readonly value: number;
  readonly payload?: string;
}

/** What the operator has seen of it. */
export interface BenchStatus {
  readonly observedValue?: number;
  readonly observedGeneration?: number;
}

/** The custom resource that all operators reconcile. */
export class Bench extends CustomResourceObject<BenchSpec, BenchStatus> {}
// Called by hand: Node strips types and leaves decorators alone.
CustomResource({ group: 'bench.dev', version: 'v1', plural: 'benches' })(Bench);

/** What the server is told of {@link Bench}. */
export const benchDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'benches.bench.dev' },
  spec: {
    group: 'bench.dev',
    scope: 'Namespaced',
    names: { kind: 'Bench', listKind: 'BenchList', plural: 'benches', singular: 'bench' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: {
                  value: { type: 'integer', format: 'int64' },
                  payload: { type: 'string' },
                },
              },
              status: {
                type: 'object',
                properties: {
                  observedValue: { type: 'integer', format: 'int64' },
                  observedGeneration: { type: 'integer', format: 'int64' },
                },
              },
            },
          },
        },
      },
    ],
  },
};
