import type { Condition } from '@keelson/kubernetes/meta/v1';
import {
  CustomResource,
  CustomResourceObject,
  type Int32,
  type Int64,
  ListMapKey,
  ListType,
  Minimum,
  MinLength,
  PrinterColumn,
} from '@keelson/runtime';

/** A session of a conference. */
export class SessionSpec {
  type: 'deepdive' | 'talk' = 'talk';

  @MinLength(1)
  title!: string;

  /** How many attendees fit into the room. */
  @Minimum(0)
  capacity!: Int32;
}

/** How full the room is. */
export class SessionStatus {
  /** Generation of the spec that the controller last acted on. */
  observedGeneration?: Int64;

  @Minimum(0)
  attendees?: Int32;

  /** `Full`: every seat is taken, and nobody stands. */
  @ListType('map')
  @ListMapKey('type')
  conditions?: Condition[];
}

/** Fills up, one attendee after the other. */
@CustomResource({
  group: 'workshop.k8s-go.openshift.org',
  version: 'v1alpha1',
  subresources: { status: true },
})
@PrinterColumn({ name: 'Type', type: 'string', jsonPath: '.spec.type' })
@PrinterColumn({ name: 'Title', type: 'string', jsonPath: '.spec.title' })
@PrinterColumn({ name: 'Attendees', type: 'integer', jsonPath: '.status.attendees' })
@PrinterColumn({ name: 'Capacity', type: 'integer', jsonPath: '.spec.capacity' })
@PrinterColumn({ name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' })
export class Session extends CustomResourceObject<SessionSpec, SessionStatus> {}
