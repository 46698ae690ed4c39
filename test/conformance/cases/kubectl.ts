import type { KubectlStep } from '../kubectl.ts';

const configMap = `
apiVersion: v1
kind: ConfigMap
metadata: {name: a, labels: {app: x}}
data: {one: "1", two: "2"}
`;

const deployment = `
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

const widget = `
apiVersion: ID.example.com/v1
kind: Widget
metadata: {name: a}
spec: {size: 3}
`;

const installed: readonly KubectlStep[] = [
  { args: 'apply -f -', input: definition },
  { args: 'wait --for=condition=Established crd/widgets.ID.example.com' },
];
const removed: KubectlStep = { args: 'delete crd widgets.ID.example.com' };

/**
 * What people type. The words that kubectl prints are those of its version: these run on both servers
 * and are compared, and are in no transcript.
 */
export const kubectlCases: Readonly<Record<string, readonly KubectlStep[]>> = {
  'apply, get and delete': [
    { args: 'apply -f -', input: configMap },
    { args: 'apply -f -', input: configMap },
    { args: 'apply -f -', input: configMap.replace('two: "2"', 'three: "3"') },
    { args: 'get configmap a -o yaml' },
    { args: 'get configmap a -o jsonpath={.data}' },
    { args: 'get configmap a -o name' },
    { args: 'get configmaps -l app=x' },
    { args: 'delete configmap a' },
    { args: 'get configmap a' },
  ],
  'apply on the server': [
    { args: 'apply --server-side --field-manager=one -f -', input: configMap },
    {
      args: 'apply --server-side --field-manager=two -f -',
      input: configMap.replace('"1"', '"9"'),
    },
    {
      args: 'apply --server-side --field-manager=two --force-conflicts -f -',
      input: configMap.replace('"1"', '"9"'),
    },
    { args: 'get configmap a -o yaml --show-managed-fields' },
  ],
  'apply of what cannot be': [
    { args: 'apply -f -', input: configMap.replace('\ndata:', '\ndota:') },
    { args: 'apply -f -', input: configMap.replace('name: a', 'name: A_b') },
    { args: 'apply -f -', input: configMap.replace('kind: ConfigMap', 'kind: Nothing') },
    { args: 'apply -f -', input: deployment.replace('replicas: 2', 'replicas: two') },
    { args: 'apply --validate=false -f -', input: deployment.replace('replicas: 2', 'replica: 2') },
    { args: 'apply --validate=warn -f -', input: deployment.replace('replicas: 2', 'replica: 3') },
  ],
  'a dry run': [
    { args: 'apply --dry-run=server -f -', input: configMap },
    { args: 'create configmap b --from-literal=a=1 --dry-run=server -o yaml' },
    { args: 'get configmaps a b' },
  ],
  'a Deployment': [
    { args: 'apply -f -', input: deployment },
    { args: 'get deployments' },
    { args: 'get deployments -o wide' },
    { args: 'scale deployment a --replicas=5' },
    { args: 'set image deployment/a main=example.com/app:2' },
    { args: 'set env deployment/a B=c' },
    { args: 'get deployment a -o jsonpath={.spec.replicas}{.spec.template.spec.containers[0]}' },
    { args: 'describe deployment a' },
    { args: 'delete deployment a' },
  ],
  'a Pod': [
    { args: 'run a --image=example.com/app:1 --restart=Never' },
    { args: 'get pods' },
    { args: 'get pods -o wide' },
    { args: 'describe pod a' },
    { args: 'label pod a tier=front' },
    { args: 'annotate pod a note=x' },
    { args: 'get pods --show-labels' },
    { args: 'delete pod a --grace-period=0 --force' },
  ],
  patches: [
    { args: 'apply -f -', input: configMap },
    { args: 'patch configmap a --type=merge -p {"data":{"one":null}}' },
    { args: 'patch configmap a -p {"data":{"four":"4"}}' },
    { args: 'patch configmap a --type=json -p [{"op":"remove","path":"/data/none"}]' },
    { args: 'patch configmap a --type=json -p [{"op":"add","path":"/data/five","value":"5"}]' },
    { args: 'get configmap a -o jsonpath={.data}' },
  ],
  'create and replace': [
    { args: 'create configmap a --from-literal=a=1' },
    { args: 'create configmap a --from-literal=a=1' },
    { args: 'replace -f -', input: configMap },
    { args: 'create secret generic s --from-literal=p=x' },
    { args: 'get secrets' },
    { args: 'describe secret s' },
    { args: 'create serviceaccount robot' },
    { args: 'create service clusterip web --tcp=80:8080' },
    { args: 'get service web -o jsonpath={.spec.ports}' },
    { args: 'create job j --image=example.com/job' },
    { args: 'get jobs' },
  ],
  'a kind of one’s own': [
    ...installed,
    { args: 'apply -f -', input: widget },
    { args: 'get widgets' },
    { args: 'get wdID -o wide' },
    { args: 'get things' },
    { args: 'describe widget a' },
    { args: 'scale widget a --replicas=7' },
    { args: 'patch widget a --type=merge --subresource=status -p {"status":{"size":7}}' },
    { args: 'get widget a -o yaml' },
    { args: 'wait --for=jsonpath={.status.size}=7 widget/a' },
    { args: 'delete widget a' },
    removed,
  ],
  'a kind of one’s own that is refused': [
    ...installed,
    { args: 'apply -f -', input: widget.replace('size: 3', 'size: 0') },
    { args: 'apply -f -', input: widget.replace('size: 3', 'size: 1, colour: red') },
    { args: 'apply --validate=false -f -', input: widget.replace('size: 3', 'color: green') },
    { args: 'get widgets' },
    removed,
  ],
  'explain a kind of one’s own': [
    ...installed,
    { args: 'explain widgets --api-version=ID.example.com/v1', insist: true },
    { args: 'explain widgets.spec --api-version=ID.example.com/v1', insist: true },
    { args: 'explain widgets.spec.none --api-version=ID.example.com/v1' },
    removed,
  ],
  'explain a built-in kind': [
    { args: 'explain deployment.spec.strategy', keep: /^(GROUP|KIND|VERSION|FIELD| {2}\S+\t)/ },
    { args: 'explain pods', keep: /^(GROUP|KIND|VERSION|FIELD| {2}\S+\t)/ },
    { args: 'explain nothing' },
  ],
  'what there is': [
    { args: 'api-resources --api-group=apps' },
    { args: 'api-resources --api-group=rbac.authorization.k8s.io -o wide' },
    { args: 'api-resources --namespaced=false --api-group=apiextensions.k8s.io -o name' },
    { args: 'api-versions', keep: /^(v1|apps|batch|policy)/ },
    { args: 'get all' },
    { args: 'get nothings' },
    { args: 'get --raw /healthz' },
  ],
  'who may do what': [
    { args: 'auth can-i create pods' },
    { args: 'auth can-i create pods --as=jane' },
    { args: 'create role reader --verb=get,list --resource=pods' },
    { args: 'create rolebinding reader --role=reader --user=jane' },
    { args: 'auth can-i list pods --as=jane' },
    { args: 'auth can-i delete pods --as=jane' },
    { args: 'get pods --as=jane' },
    { args: 'get secrets --as=jane' },
    { args: 'auth whoami' },
    { args: 'describe role reader' },
    { args: 'create token default', keep: /^(?!eyJ)/ },
  ],
  'waiting, and finalizers': [
    {
      args: 'apply -f -',
      input: configMap.replace('name: a,', 'name: a, finalizers: [example.com/x],'),
    },
    { args: 'delete configmap a --wait=false' },
    { args: 'wait --for=delete configmap/a --timeout=1s' },
    { args: 'patch configmap a --type=merge -p {"metadata":{"finalizers":null}}' },
    { args: 'wait --for=delete configmap/a --timeout=5s' },
  ],
  'a namespace': [
    { args: 'create namespace other-ID' },
    { args: 'get namespace other-ID' },
    { args: 'describe namespace other-ID' },
    { args: 'delete namespace other-ID' },
    { args: 'get namespace other-ID' },
  ],
};
