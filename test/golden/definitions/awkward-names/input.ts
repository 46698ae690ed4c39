import { CustomResource, CustomResourceObject } from '@keelson/runtime';

class Spec {
  'a-b'?: string;
  if?: string;
  $ref?: string;
  ünïcode?: string;
  'with.dot'?: string;
}

@CustomResource({ group: 'awkward-names.golden.example.com', version: 'v1' })
export class AwkwardNamesExample extends CustomResourceObject<Spec> {}
