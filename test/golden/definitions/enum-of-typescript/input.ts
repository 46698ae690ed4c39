import { CustomResource, CustomResourceObject } from '@keelson/runtime';

enum Level {
  Low = 'low',
  High = 'high',
}

class Spec {
  level!: Level;
}

@CustomResource({ group: 'enum-of-typescript.golden.example.com', version: 'v1' })
export class EnumOfTypescriptExample extends CustomResourceObject<Spec> {}
