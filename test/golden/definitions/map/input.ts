import { CustomResource, CustomResourceObject } from '@keelson/runtime';

class Spec {
  labels!: Record<string, string>;
}

@CustomResource({ group: 'map.golden.example.com', version: 'v1' })
export class MapExample extends CustomResourceObject<Spec> {}
