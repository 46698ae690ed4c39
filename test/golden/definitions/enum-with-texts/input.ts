import { CustomResource, CustomResourceObject } from '@keelson/runtime';

enum Level {
  /** For most. */
  Low = 'low',
  High = 'high',
}

/** What happens to a run that is due while another runs. */
type Policy =
  /** Both run. */
  | 'Allow'
  /**
   * The new one is skipped,
   * as long as it takes.
   */
  | 'Forbid'
  | 'Replace';

class Spec {
  level!: Level;
  /** Of the runs. */
  policy?: Policy;
  policies?: Policy[];
  inline?: 'a' | /** Not a. */ 'b';
}

@CustomResource({ group: 'enum-with-texts.golden.example.com', version: 'v1' })
export class EnumWithTextsExample extends CustomResourceObject<Spec> {}
