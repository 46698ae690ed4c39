/** A right that the operator needs. Semantics: Kubernetes documentation, "Using RBAC Authorization". */
export interface RbacRule {
  readonly groups?: readonly string[] | undefined;
  readonly resources?: readonly string[] | undefined;
  readonly resourceNames?: readonly string[] | undefined;
  readonly urls?: readonly string[] | undefined;
  readonly verbs: readonly string[];
  /** A Role there instead of the ClusterRole. @default none */
  readonly namespace?: string | undefined;
  /** @default the manager's */
  readonly roleName?: string | undefined;
  /** What in the source says or implies it. @default nothing in particular */
  readonly origin?: RuleOrigin | undefined;
}

/** The place in the source that a right comes from. */
export interface RuleOrigin {
  readonly by: '@Rbac' | '@Controller' | 'manager.events';
  /** Below the project's folder, with `/`. */
  readonly file: string;
  /** From 1, as editors count. */
  readonly line: number;
  readonly column: number;
}
