import { CustomResource, CustomResourceObject, type Int32 } from '@keelson/runtime';

class Spec {
  size?: Int32;
}

@CustomResource({
  group: 'names.golden.example.com',
  version: 'v1',
  plural: 'appellations',
  singular: 'appellation',
  shortNames: ['ap', 'apn'],
  categories: ['all'],
})
export class NamesExample extends CustomResourceObject<Spec> {}
