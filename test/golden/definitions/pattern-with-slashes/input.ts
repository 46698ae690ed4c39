import { CustomResource, CustomResourceObject, Pattern } from '@keelson/runtime';

class Spec {
  @Pattern(/^a\/b$/) path!: string;
}

@CustomResource({ group: 'pattern-with-slashes.golden.example.com', version: 'v1' })
export class PatternWithSlashesExample extends CustomResourceObject<Spec> {}
