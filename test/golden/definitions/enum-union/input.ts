import { CustomResource, CustomResourceObject } from '@keelson/runtime';

class Spec {
  size!: 'small' | 'large';
}

@CustomResource({ group: 'enum-union.golden.example.com', version: 'v1' })
export class EnumUnionExample extends CustomResourceObject<Spec> {}
