import { CustomResource, CustomResourceObject, type Real } from '@keelson/runtime';

class Spec {
  share!: Real;
}

@CustomResource({ group: 'real.golden.example.com', version: 'v1' })
export class RealExample extends CustomResourceObject<Spec> {}
