import type { Condition } from '@keelson/kubernetes/meta/v1';
import {
  CustomResource,
  CustomResourceObject,
  type Int32,
  type Int64,
  ListMapKey,
  ListType,
  Minimum,
  PrinterColumn,
} from '@keelson/runtime';

/** What the user of the API asks for. */
export class {{className}}Spec {
  /** Example field: put your own in its place, then run "npm run generate". */
  @Minimum(0)
  size: Int32 = 1;
}

/** What the controller saw and did. */
export class {{className}}Status {
  /** Generation of the spec that the controller last acted on. */
  observedGeneration?: Int64;

  /** `Ready`: the world is as the spec asks. */
  @ListType('map')
  @ListMapKey('type')
  conditions?: Condition[];
}

/** {{kind}} is an example API. */
@CustomResource({
  group: {{fullGroup|ts}},
  version: {{version|ts}},
{{options|verbatim}}
  subresources: { status: true },
})
@PrinterColumn({ name: 'Size', type: 'integer', jsonPath: '.spec.size' })
@PrinterColumn({
  name: 'Ready',
  type: 'string',
  jsonPath: '.status.conditions[?(@.type=="Ready")].status',
})
@PrinterColumn({ name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' })
{{classDeclaration|verbatim}}
