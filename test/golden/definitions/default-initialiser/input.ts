import { CustomResource, CustomResourceObject, type Int32 } from '@keelson/runtime';

class Spec {
  size: Int32 = 3;
  name = 'a';
  on = true;
}

@CustomResource({ group: 'default-initialiser.golden.example.com', version: 'v1' })
export class DefaultInitialiserExample extends CustomResourceObject<Spec> {}
