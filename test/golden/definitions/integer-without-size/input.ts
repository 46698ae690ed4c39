import { CustomResource, CustomResourceObject, type Integer } from '@keelson/runtime';

class Spec {
  count!: Integer;
}

@CustomResource({ group: 'integer-without-size.golden.example.com', version: 'v1' })
export class IntegerWithoutSizeExample extends CustomResourceObject<Spec> {}
