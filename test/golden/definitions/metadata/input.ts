import { CustomResource, CustomResourceObject, type Int32 } from '@keelson/runtime';

class Spec {
  size?: Int32;
}

@CustomResource({
  group: 'metadata.golden.example.com',
  version: 'v1',
  annotations: { 'example.com/a': 'b' },
  labels: { tier: 'gold' },
})
export class MetadataExample extends CustomResourceObject<Spec> {}
