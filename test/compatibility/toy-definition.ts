import type { KubernetesObject } from '@keelson/kubernetes';

/** The definition of `Toy`, a kind with a status and any fields, in a group of a test's own. */
export function toyDefinition(group: string): KubernetesObject {
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `toys.${group}` },
    spec: {
      group,
      names: { kind: 'Toy', plural: 'toys' },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: {
            openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          },
        },
      ],
    },
  };
  return definition as unknown as KubernetesObject;
}
