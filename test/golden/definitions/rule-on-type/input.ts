import { CustomResource, CustomResourceObject, type Int32, XValidation } from '@keelson/runtime';

@XValidation({
  rule: 'self.min <= self.max',
  message: 'min must not be above max',
  fieldPath: '.min',
})
class Range {
  min!: Int32;
  max!: Int32;
}

class Spec {
  range!: Range;
}

@CustomResource({ group: 'rule-on-type.golden.example.com', version: 'v1' })
export class RuleOnTypeExample extends CustomResourceObject<Spec> {}
