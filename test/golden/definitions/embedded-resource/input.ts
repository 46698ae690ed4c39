import type { KubernetesObject } from '@keelson/kubernetes';
import {
  CustomResource,
  CustomResourceObject,
  EmbeddedResource,
  PreserveUnknownFields,
} from '@keelson/runtime';

class Spec {
  @EmbeddedResource() @PreserveUnknownFields() template!: KubernetesObject;
}

@CustomResource({ group: 'embedded-resource.golden.example.com', version: 'v1' })
export class EmbeddedResourceExample extends CustomResourceObject<Spec> {}
