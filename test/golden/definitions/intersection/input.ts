import { CustomResource, CustomResourceObject, type Int32 } from '@keelson/runtime';

interface Named {
  name: string;
}
interface Sized {
  size: Int32;
}

class Spec {
  both!: Named & Sized;
}

@CustomResource({ group: 'intersection.golden.example.com', version: 'v1' })
export class IntersectionExample extends CustomResourceObject<Spec> {}
