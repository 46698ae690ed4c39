import type { Definitions } from '@keelson/kubernetes/schema';
import { builtinStrategy } from '../builtin/builtin-strategy.ts';
import type { GroupVersionKind } from '../rest/served-resource.ts';
import type { Strategy } from './strategy.ts';

/** Reads the bodies of a subresource whose kind is no resource of its own: Scale, TokenRequest. */
export function bodyStrategy(kind: GroupVersionKind, definitions: Definitions): Strategy {
  return builtinStrategy(
    {
      ...kind,
      definition: kind.kind,
      plural: '',
      scope: 'Namespaced',
      verbs: [],
      shortNames: [],
      categories: [],
      subresources: [],
    },
    definitions,
  );
}
