import { CustomResource, CustomResourceObject, Default } from '@keelson/runtime';

class Spec {
  @Default('b') letter?: 'a' | 'b';
}

@CustomResource({ group: 'default-decorator.golden.example.com', version: 'v1' })
export class DefaultDecoratorExample extends CustomResourceObject<Spec> {}
