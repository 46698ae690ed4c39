import { CustomResource, CustomResourceObject } from '@keelson/runtime';

interface Part {
  readonly name: string;
}

class Spec {
  part!: Part;
}

@CustomResource({ group: 'interface.golden.example.com', version: 'v1' })
export class InterfaceExample extends CustomResourceObject<Spec> {}
