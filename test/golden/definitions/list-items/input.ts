import { CustomResource, CustomResourceObject, Items, MinLength, Pattern } from '@keelson/runtime';

class Spec {
  @Items(MinLength(1), Pattern(/^a/)) names!: string[];
}

@CustomResource({ group: 'list-items.golden.example.com', version: 'v1' })
export class ListItemsExample extends CustomResourceObject<Spec> {}
