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
}
