import { CustomResource, CustomResourceObject } from '@keelson/runtime';

/** A part. */
class Part {
  name!: string;
}

class Spec {
  part!: Part;
}

@CustomResource({ group: 'class.golden.example.com', version: 'v1' })
export class ClassExample extends CustomResourceObject<Spec> {}
