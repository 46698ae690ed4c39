import { CustomResource, CustomResourceObject, type IntOrString, Pattern } from '@keelson/runtime';

class Spec {
  @Pattern(/^((100|[0-9]{1,2})%|[0-9]+)$/) share!: IntOrString;
}

@CustomResource({ group: 'int-or-string-with-pattern.golden.example.com', version: 'v1' })
export class IntOrStringWithPatternExample extends CustomResourceObject<Spec> {}
