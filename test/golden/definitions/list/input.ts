import { CustomResource, CustomResourceObject } from '@keelson/runtime';

class Spec {
  names!: string[];
}

@CustomResource({ group: 'list.golden.example.com', version: 'v1' })
export class ListExample extends CustomResourceObject<Spec> {}
