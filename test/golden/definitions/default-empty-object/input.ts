import { CustomResource, CustomResourceObject, type Int32 } from '@keelson/runtime';

class Probe {
  seconds: Int32 = 1;
}

class Spec {
  probe: Partial<Probe> = {};
}

@CustomResource({ group: 'default-empty-object.golden.example.com', version: 'v1' })
export class DefaultEmptyObjectExample extends CustomResourceObject<Spec> {}
