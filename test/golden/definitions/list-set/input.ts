import { CustomResource, CustomResourceObject, ListType } from '@keelson/runtime';

class Spec {
  @ListType('set') names!: string[];
}

@CustomResource({ group: 'list-set.golden.example.com', version: 'v1' })
export class ListSetExample extends CustomResourceObject<Spec> {}
