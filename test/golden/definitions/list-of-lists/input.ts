import { CustomResource, CustomResourceObject, type Int32 } from '@keelson/runtime';

class Spec {
  grid!: Int32[][];
}

@CustomResource({ group: 'list-of-lists.golden.example.com', version: 'v1' })
export class ListOfListsExample extends CustomResourceObject<Spec> {}
