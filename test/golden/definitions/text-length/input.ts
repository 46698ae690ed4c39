import { CustomResource, CustomResourceObject, MaxLength, MinLength } from '@keelson/runtime';

class Spec {
  @MinLength(2) @MaxLength(3) name!: string;
}

@CustomResource({ group: 'text-length.golden.example.com', version: 'v1' })
export class TextLengthExample extends CustomResourceObject<Spec> {}
