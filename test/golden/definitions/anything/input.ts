import { CustomResource, CustomResourceObject, PreserveUnknownFields } from '@keelson/runtime';

class Spec {
  @PreserveUnknownFields() value?: unknown;
}

@CustomResource({ group: 'anything.golden.example.com', version: 'v1' })
export class AnythingExample extends CustomResourceObject<Spec> {}
