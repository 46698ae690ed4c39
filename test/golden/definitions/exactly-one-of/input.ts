import { CustomResource, CustomResourceObject, ExactlyOneOf } from '@keelson/runtime';

@ExactlyOneOf('a', 'b')
class Target {
  a?: string;
  b?: string;
}

class Spec {
  target!: Target;
}

@CustomResource({ group: 'exactly-one-of.golden.example.com', version: 'v1' })
export class ExactlyOneOfExample extends CustomResourceObject<Spec> {}
