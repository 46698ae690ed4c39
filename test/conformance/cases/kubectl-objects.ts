import type { KubectlStep } from '../kubectl.ts';

/** Two keys, and a label to select it by. */
export const configMap = `
apiVersion: v1
kind: ConfigMap
metadata: {name: a, labels: {app: x}}
data: {one: "1", two: "2"}
`;

/** Two replicas of one container. */
export const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
spec:
  replicas: 2
  selector: {matchLabels: {app: x}}
  template:
    metadata: {labels: {app: x}}
    spec: {containers: [{name: main, image: "example.com/app:1", env: [{name: A, value: b}]}]}
`;

const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.ID.example.com}
spec:
  group: ID.example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets, singular: widget, shortNames: [wdID], categories: [things]}
  versions:
    - name: v1
      served: true
      storage: true
      subresources: {status: {}, scale: {specReplicasPath: .spec.size, statusReplicasPath: .status.size}}
      additionalPrinterColumns:
        - {name: Size, type: integer, jsonPath: .spec.size}
        - {name: Color, type: string, jsonPath: .spec.color, priority: 1}
      schema:
        openAPIV3Schema:
          type: object
          description: A widget.
          required: [spec]
          properties:
            spec:
              type: object
              description: What is wanted.
              required: [size]
              properties:
                size: {type: integer, minimum: 1, description: How large.}
                color: {type: string, enum: [red, blue], default: red}
            status: {type: object, properties: {size: {type: integer}}}
`;

/** One of the kind that `installed` defines. */
export const widget = `
apiVersion: ID.example.com/v1
kind: Widget
metadata: {name: a}
spec: {size: 3}
`;

/** Defines widgets, with a status, a scale and columns, in a group of its own for each run. */
export const installed: readonly KubectlStep[] = [
  { args: 'apply -f -', input: definition },
  { args: 'wait --for=condition=Established crd/widgets.ID.example.com' },
];
/** Takes the kind away again. */
export const removed: KubectlStep = { args: 'delete crd widgets.ID.example.com' };
