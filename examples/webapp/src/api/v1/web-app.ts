import type { Condition } from '@keelson/kubernetes/meta/v1';
import {
  CustomResource,
  CustomResourceObject,
  type Int32,
  type Int64,
  ListMapKey,
  ListType,
  Maximum,
  Minimum,
  MinLength,
  PrinterColumn,
} from '@keelson/runtime';

/** What is run, how often, and where it can be reached. */
export class WebAppSpec {
  @MinLength(1)
  image!: string;

  @Minimum(0)
  replicas: Int32 = 1;

  /** Where the container listens. */
  @Minimum(1)
  @Maximum(65_535)
  port: Int32 = 8080;

  /** Where the Service listens. The port of the container when it is left out. */
  @Minimum(1)
  @Maximum(65_535)
  servicePort?: Int32;
}

/** What runs. */
export class WebAppStatus {
  /** Generation of the spec that the controller last acted on. */
  observedGeneration?: Int64;

  @Minimum(0)
  replicas?: Int32;

  @Minimum(0)
  readyReplicas?: Int32;

  /** Labels of the pods, for who scales by them. */
  selector?: string;

  /** `Ready`: as many replicas are ready as the spec asks for. */
  @ListType('map')
  @ListMapKey('type')
  conditions?: Condition[];
}

/** A web application: a Deployment, and a Service in front of it. */
@CustomResource({
  group: 'apps.keelson.dev',
  version: 'v1',
  subresources: {
    status: true,
    scale: {
      specReplicasPath: '.spec.replicas',
      statusReplicasPath: '.status.replicas',
      labelSelectorPath: '.status.selector',
    },
  },
})
@PrinterColumn({ name: 'Image', type: 'string', jsonPath: '.spec.image' })
@PrinterColumn({ name: 'Desired', type: 'integer', jsonPath: '.spec.replicas' })
@PrinterColumn({ name: 'Ready', type: 'integer', jsonPath: '.status.readyReplicas' })
@PrinterColumn({ name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' })
export class WebApp extends CustomResourceObject<WebAppSpec, WebAppStatus> {}
