import { CustomResource, CustomResourceObject } from '@keelson/runtime';

const actions = ['stop', 'go'] as const;

class Spec {
  action!: (typeof actions)[number];
}

@CustomResource({ group: 'enum-from-constants.golden.example.com', version: 'v1' })
export class EnumFromConstantsExample extends CustomResourceObject<Spec> {}
