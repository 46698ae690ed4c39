import { CustomResource, CustomResourceObject, StructType } from '@keelson/runtime';

class Part {
  name!: string;
}

class Spec {
  @StructType('atomic') part!: Part;
}

@CustomResource({ group: 'atomic-object.golden.example.com', version: 'v1' })
export class AtomicObjectExample extends CustomResourceObject<Spec> {}
