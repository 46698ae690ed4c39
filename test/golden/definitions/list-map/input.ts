import {
  CustomResource,
  CustomResourceObject,
  type Int32,
  ListMapKey,
  ListType,
} from '@keelson/runtime';

class Port {
  name!: string;
  port?: Int32;
}

class Spec {
  @ListType('map') @ListMapKey('name') ports!: Port[];
}

@CustomResource({ group: 'list-map.golden.example.com', version: 'v1' })
export class ListMapExample extends CustomResourceObject<Spec> {}
