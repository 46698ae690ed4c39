import { CustomResource, CustomResourceObject, type Int32 } from '@keelson/runtime';

class Base {
  name!: string;
}
class Derived extends Base {
  size?: Int32;
}

class Spec {
  part!: Derived;
}

@CustomResource({ group: 'inheritance.golden.example.com', version: 'v1' })
export class InheritanceExample extends CustomResourceObject<Spec> {}
