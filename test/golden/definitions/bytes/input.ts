import { type Base64, CustomResource, CustomResourceObject } from '@keelson/runtime';

class Spec {
  data!: Base64;
}

@CustomResource({ group: 'bytes.golden.example.com', version: 'v1' })
export class BytesExample extends CustomResourceObject<Spec> {}
