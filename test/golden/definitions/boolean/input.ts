import { CustomResource, CustomResourceObject } from '@keelson/runtime';

class Spec {
  flag!: boolean;
}

@CustomResource({ group: 'boolean.golden.example.com', version: 'v1' })
export class BooleanExample extends CustomResourceObject<Spec> {}
