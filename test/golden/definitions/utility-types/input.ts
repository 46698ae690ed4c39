import { CustomResource, CustomResourceObject, type Int32 } from '@keelson/runtime';

class Part {
  name!: string;
  size!: Int32;
}

class Spec {
  partial!: Partial<Part>;
  picked!: Pick<Part, 'name'>;
  rest!: Omit<Part, 'name'>;
}

@CustomResource({ group: 'utility-types.golden.example.com', version: 'v1' })
export class UtilityTypesExample extends CustomResourceObject<Spec> {}
