import { CustomResource, CustomResourceObject, Immutable } from '@keelson/runtime';

class Spec {
  @Immutable() name!: string;
  @Immutable() later?: string;
}

@CustomResource({ group: 'immutable.golden.example.com', version: 'v1' })
export class ImmutableExample extends CustomResourceObject<Spec> {}
