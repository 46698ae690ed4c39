import {
  CustomResource,
  CustomResourceObject,
  type Double,
  ExclusiveMaximum,
  ExclusiveMinimum,
} from '@keelson/runtime';

class Spec {
  @ExclusiveMinimum(0) @ExclusiveMaximum(1) share!: Double;
}

@CustomResource({ group: 'exclusive-bounds.golden.example.com', version: 'v1' })
export class ExclusiveBoundsExample extends CustomResourceObject<Spec> {}
