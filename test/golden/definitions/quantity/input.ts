import { CustomResource, CustomResourceObject, type Quantity } from '@keelson/runtime';

class Spec {
  memory!: Quantity;
}

@CustomResource({ group: 'quantity.golden.example.com', version: 'v1' })
export class QuantityExample extends CustomResourceObject<Spec> {}
