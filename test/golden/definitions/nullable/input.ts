import { CustomResource, CustomResourceObject } from '@keelson/runtime';

class Spec {
  name!: string | null;
}

@CustomResource({ group: 'nullable.golden.example.com', version: 'v1' })
export class NullableExample extends CustomResourceObject<Spec> {}
