import { CustomResource, CustomResourceObject, Example, Title } from '@keelson/runtime';

/** Words of the class. */
class Part {
  a?: string;
}

class Spec {
  /**
   * The first paragraph, which
   * goes on.
   *
   * - one
   * - two
   *
   * TODO: not for readers
   * ---
   * Nor is this.
   */
  @Title('Name') @Example('a') name!: string;
  /** Its own words win. */
  part?: Part;
  other?: Part;
}

@CustomResource({ group: 'descriptions.golden.example.com', version: 'v1' })
export class DescriptionsExample extends CustomResourceObject<Spec> {}
