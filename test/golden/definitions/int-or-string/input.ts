import { CustomResource, CustomResourceObject, type IntOrString } from '@keelson/runtime';

class Spec {
  port!: IntOrString;
}

@CustomResource({ group: 'int-or-string.golden.example.com', version: 'v1' })
export class IntOrStringExample extends CustomResourceObject<Spec> {}
