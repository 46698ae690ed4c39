import { CustomResource, CustomResourceObject } from '@keelson/runtime';

class Spec {
  names: string[] = ['a', 'b'];
}

@CustomResource({ group: 'default-list.golden.example.com', version: 'v1' })
export class DefaultListExample extends CustomResourceObject<Spec> {}
