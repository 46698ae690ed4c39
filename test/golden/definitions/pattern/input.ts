import { CustomResource, CustomResourceObject, Pattern } from '@keelson/runtime';

class Spec {
  @Pattern(/^[a-z]+$/) name!: string;
}

@CustomResource({ group: 'pattern.golden.example.com', version: 'v1' })
export class PatternExample extends CustomResourceObject<Spec> {}
