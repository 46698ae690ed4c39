import type { Definitions } from '@keelson/kubernetes/schema';
import { createDefinitionStrategy } from '../custom-resources/definition-strategy.ts';
import { schemaChecks } from '../custom-resources/schema-checks.ts';
import type { BuiltinHooks } from '../registry/builtin-resources.ts';

/** Adds the strategy of the kind CustomResourceDefinition to the hooks of the built-in kinds. */
export function customResourceHooks(
  definitions: Definitions,
  hooks: Omit<BuiltinHooks, 'strategies'>,
): BuiltinHooks {
  const strategy = createDefinitionStrategy({ definitions, checks: schemaChecks });
  const kind = 'CustomResourceDefinition.apiextensions.k8s.io';
  return { ...hooks, strategies: new Map([[kind, strategy]]) };
}
