import { CustomResource, CustomResourceObject, type Int32, XValidation } from '@keelson/runtime';

class Spec {
  size?: Int32;
}

@CustomResource({ group: 'rule-on-root.golden.example.com', version: 'v1' })
@XValidation({
  rule: "!has(self.spec.size) || self.spec.size < 3 || self.metadata.name.startsWith('l')",
  message: 'the name of a large one begins with l',
})
export class RuleOnRootExample extends CustomResourceObject<Spec> {}
