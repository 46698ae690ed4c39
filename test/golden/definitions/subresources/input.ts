import { CustomResource, CustomResourceObject, type Int32 } from '@keelson/runtime';

class Spec {
  replicas?: Int32;
}

class Status {
  replicas?: Int32;
  selector?: string;
}

@CustomResource({
  group: 'subresources.golden.example.com',
  version: 'v1',
  subresources: {
    status: true,
    scale: {
      specReplicasPath: '.spec.replicas',
      statusReplicasPath: '.status.replicas',
      labelSelectorPath: '.status.selector',
    },
  },
})
export class SubresourcesExample extends CustomResourceObject<Spec, Status> {}
