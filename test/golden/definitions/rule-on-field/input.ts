import { CustomResource, CustomResourceObject, type Int32, XValidation } from '@keelson/runtime';

class Spec {
  @XValidation({ rule: 'self > 0', message: 'too small' }) size!: Int32;
}

@CustomResource({ group: 'rule-on-field.golden.example.com', version: 'v1' })
export class RuleOnFieldExample extends CustomResourceObject<Spec> {}
