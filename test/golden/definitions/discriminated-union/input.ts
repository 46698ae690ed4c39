import { CustomResource, CustomResourceObject } from '@keelson/runtime';

class Spec {
  source!: { type: 'git'; url: string } | { type: 'path'; path: string };
}

@CustomResource({ group: 'discriminated-union.golden.example.com', version: 'v1' })
export class DiscriminatedUnionExample extends CustomResourceObject<Spec> {}
