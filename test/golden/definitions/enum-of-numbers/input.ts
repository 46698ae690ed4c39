import { CustomResource, CustomResourceObject } from '@keelson/runtime';

class Spec {
  number!: 1 | 2 | 5;
}

@CustomResource({ group: 'enum-of-numbers.golden.example.com', version: 'v1' })
export class EnumOfNumbersExample extends CustomResourceObject<Spec> {}
