import { CustomResource, CustomResourceObject, Enum } from '@keelson/runtime';

class Spec {
  @Enum('a', 'b') letter!: string;
}

@CustomResource({ group: 'enum-decorator.golden.example.com', version: 'v1' })
export class EnumDecoratorExample extends CustomResourceObject<Spec> {}
