import { AtLeastOneOf, CustomResource, CustomResourceObject } from '@keelson/runtime';

@AtLeastOneOf('a', 'b')
class Target {
  a?: string;
  b?: string;
}

class Spec {
  target!: Target;
}

@CustomResource({ group: 'at-least-one-of.golden.example.com', version: 'v1' })
export class AtLeastOneOfExample extends CustomResourceObject<Spec> {}
