import { CustomResource, CustomResourceObject, PreserveUnknownFields } from '@keelson/runtime';

@PreserveUnknownFields()
class Part {
  name!: string;
}

class Spec {
  part!: Part;
}

@CustomResource({ group: 'open-object.golden.example.com', version: 'v1' })
export class OpenObjectExample extends CustomResourceObject<Spec> {}
