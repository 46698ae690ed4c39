import { CustomResource, CustomResourceObject } from '@keelson/runtime';

class Spec {
  text!: string;
}

@CustomResource({ group: 'text.golden.example.com', version: 'v1' })
export class TextExample extends CustomResourceObject<Spec> {}
