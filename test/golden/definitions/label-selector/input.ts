import type { LabelSelector } from '@keelson/kubernetes/meta/v1';
import { CustomResource, CustomResourceObject } from '@keelson/runtime';

class Spec {
  selector!: LabelSelector;
}

@CustomResource({ group: 'label-selector.golden.example.com', version: 'v1' })
export class LabelSelectorExample extends CustomResourceObject<Spec> {}
