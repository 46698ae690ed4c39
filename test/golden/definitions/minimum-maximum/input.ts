import {
  CustomResource,
  CustomResourceObject,
  type Int32,
  Maximum,
  Minimum,
} from '@keelson/runtime';

class Spec {
  @Minimum(1) @Maximum(9) size!: Int32;
}

@CustomResource({ group: 'minimum-maximum.golden.example.com', version: 'v1' })
export class MinimumMaximumExample extends CustomResourceObject<Spec> {}
