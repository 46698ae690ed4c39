import { AtMostOneOf, CustomResource, CustomResourceObject } from '@keelson/runtime';

@AtMostOneOf('a', 'b')
class Target {
  a?: string;
  b?: string;
}

class Spec {
  target!: Target;
}

@CustomResource({ group: 'at-most-one-of.golden.example.com', version: 'v1' })
export class AtMostOneOfExample extends CustomResourceObject<Spec> {}
