import {
  CustomResource,
  CustomResourceObject,
  type Int32,
  ListMapKey,
  ListType,
} from '@keelson/runtime';

class Port {
  port!: Int32;
  protocol: 'TCP' | 'UDP' = 'TCP';
}

class Spec {
  @ListType('map') @ListMapKey('port') @ListMapKey('protocol') ports!: Port[];
}

@CustomResource({ group: 'list-map-two-keys.golden.example.com', version: 'v1' })
export class ListMapTwoKeysExample extends CustomResourceObject<Spec> {}
