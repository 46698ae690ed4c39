import { CustomResource, CustomResourceObject } from '@keelson/runtime';

class Spec {
  tree!: Record<string, Record<string, string>>;
}

@CustomResource({ group: 'map-of-maps.golden.example.com', version: 'v1' })
export class MapOfMapsExample extends CustomResourceObject<Spec> {}
