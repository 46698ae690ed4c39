import { CustomResource, CustomResourceObject, type Int32 } from '@keelson/runtime';

class Probe {
  seconds: Int32 = 1;
  path?: string;
}

class Spec {
  probe: Probe = { seconds: 5 };
}

@CustomResource({ group: 'default-object.golden.example.com', version: 'v1' })
export class DefaultObjectExample extends CustomResourceObject<Spec> {}
