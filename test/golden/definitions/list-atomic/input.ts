import { CustomResource, CustomResourceObject, ListType } from '@keelson/runtime';

class Spec {
  @ListType('atomic') names!: readonly string[];
}

@CustomResource({ group: 'list-atomic.golden.example.com', version: 'v1' })
export class ListAtomicExample extends CustomResourceObject<Spec> {}
