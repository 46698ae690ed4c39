import { CustomResource, CustomResourceObject, type Int64 } from '@keelson/runtime';

class Spec {
  count!: Int64;
}

@CustomResource({ group: 'int64.golden.example.com', version: 'v1' })
export class Int64Example extends CustomResourceObject<Spec> {}
