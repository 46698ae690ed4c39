import { CustomResource, CustomResourceObject, MaxLength, XValidation } from '@keelson/runtime';

class Spec {
  @XValidation({
    rule: "self != 'no'",
    messageExpression: "'not ' + self",
    reason: 'FieldValueForbidden',
  })
  @MaxLength(9)
  word!: string;
}

@CustomResource({ group: 'rule-with-message-expression.golden.example.com', version: 'v1' })
export class RuleWithMessageExpressionExample extends CustomResourceObject<Spec> {}
