import { CustomResource, CustomResourceObject, type Int32 } from '@keelson/runtime';

class Spec {
  groups!: Record<string, Int32[]>;
}

@CustomResource({ group: 'map-of-lists.golden.example.com', version: 'v1' })
export class MapOfListsExample extends CustomResourceObject<Spec> {}
