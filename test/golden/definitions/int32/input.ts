import { CustomResource, CustomResourceObject, type Int32 } from '@keelson/runtime';

class Spec {
  count!: Int32;
}

@CustomResource({ group: 'int32.golden.example.com', version: 'v1' })
export class Int32Example extends CustomResourceObject<Spec> {}
