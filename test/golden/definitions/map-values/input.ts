import { CustomResource, CustomResourceObject, MapType, MaxLength, Values } from '@keelson/runtime';

class Spec {
  @Values(MaxLength(2)) @MapType('granular') labels!: Record<string, string>;
}

@CustomResource({ group: 'map-values.golden.example.com', version: 'v1' })
export class MapValuesExample extends CustomResourceObject<Spec> {}
