import { CustomResource, CustomResourceObject } from '@keelson/runtime';

class Spec {
  text?: string;
}

@CustomResource({ group: 'optional-field.golden.example.com', version: 'v1' })
export class OptionalFieldExample extends CustomResourceObject<Spec> {}
