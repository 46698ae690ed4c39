import { CustomResource, CustomResourceObject, type Int32, MultipleOf } from '@keelson/runtime';

class Spec {
  @MultipleOf(5) step!: Int32;
}

@CustomResource({ group: 'multiple-of.golden.example.com', version: 'v1' })
export class MultipleOfExample extends CustomResourceObject<Spec> {}
