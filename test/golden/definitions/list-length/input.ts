import { CustomResource, CustomResourceObject, MaxItems, MinItems } from '@keelson/runtime';

class Spec {
  @MinItems(1) @MaxItems(2) names!: string[];
}

@CustomResource({ group: 'list-length.golden.example.com', version: 'v1' })
export class ListLengthExample extends CustomResourceObject<Spec> {}
