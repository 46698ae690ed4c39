import type { Condition } from '@keelson/kubernetes/meta/v1';
import {
  CustomResource,
  CustomResourceObject,
  type Int32,
  ListMapKey,
  ListType,
} from '@keelson/runtime';

class Spec {
  size?: Int32;
}

class Status {
  @ListType('map') @ListMapKey('type') conditions?: Condition[];
}

@CustomResource({
  group: 'conditions.golden.example.com',
  version: 'v1',
  subresources: { status: true },
})
export class ConditionsExample extends CustomResourceObject<Spec, Status> {}
