import { CustomResource, CustomResourceObject, type Int32 } from '@keelson/runtime';

class Box<T> {
  value!: T;
}

class Spec {
  box!: Box<Int32>;
  list?: Box<string[]>;
}

@CustomResource({ group: 'generics.golden.example.com', version: 'v1' })
export class GenericsExample extends CustomResourceObject<Spec> {}
