import type { ResourceRequirements } from '@keelson/kubernetes/core/v1';
import { CustomResource, CustomResourceObject } from '@keelson/runtime';

class Spec {
  resources!: ResourceRequirements;
}

@CustomResource({ group: 'resource-requirements.golden.example.com', version: 'v1' })
export class ResourceRequirementsExample extends CustomResourceObject<Spec> {}
