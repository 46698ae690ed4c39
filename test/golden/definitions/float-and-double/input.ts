import { CustomResource, CustomResourceObject, type Double, type Float } from '@keelson/runtime';

class Spec {
  a?: Float;
  b?: Double;
}

@CustomResource({ group: 'float-and-double.golden.example.com', version: 'v1' })
export class FloatAndDoubleExample extends CustomResourceObject<Spec> {}
