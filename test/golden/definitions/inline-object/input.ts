import { CustomResource, CustomResourceObject, type Int32 } from '@keelson/runtime';

class Spec {
  part!: { name: string; size?: Int32 };
}

@CustomResource({ group: 'inline-object.golden.example.com', version: 'v1' })
export class InlineObjectExample extends CustomResourceObject<Spec> {}
