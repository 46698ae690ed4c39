import type { RbacRule } from '../model/rbac-rule.ts';
import type { SourceProblem } from '../source/source-error.ts';

/**
 * The `@Rbac` whose Role is to be in another namespace than the operator's: kustomize's `namespace`
 * moves every object, and so gives the right where it is of no use.
 */
export function misplacedRules(rules: readonly RbacRule[]): SourceProblem[] {
  return rules.flatMap(({ origin, namespace }) => {
    if (origin?.by !== '@Rbac' || namespace === undefined || namespace === 'system') return [];
    const { file, line, column } = origin;
    const message = `the Role of this @Rbac is for the namespace "${namespace}", and the "namespace" of config/default moves it to the operator's: deploy it from a kustomization without "namespace"`;
    return [{ file, line, column, message }];
  });
}
