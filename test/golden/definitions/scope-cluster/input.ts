import { CustomResource, CustomResourceObject, type Int32 } from '@keelson/runtime';

class Spec {
  size?: Int32;
}

@CustomResource({ group: 'scope-cluster.golden.example.com', version: 'v1', scope: 'Cluster' })
export class ScopeClusterExample extends CustomResourceObject<Spec, undefined, 'Cluster'> {}
