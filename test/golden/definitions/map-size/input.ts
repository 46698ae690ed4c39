import {
  CustomResource,
  CustomResourceObject,
  MaxProperties,
  MinProperties,
} from '@keelson/runtime';

class Spec {
  @MinProperties(1) @MaxProperties(2) labels!: Record<string, string>;
}

@CustomResource({ group: 'map-size.golden.example.com', version: 'v1' })
export class MapSizeExample extends CustomResourceObject<Spec> {}
