import {
  type CustomResourceOptions,
  customResourceDefinition,
  definitionsPath,
} from '../custom-resource.ts';
import type { Case } from '../group.ts';

/** Definitions that are tried in dry runs. */
export function tried(...all: readonly CustomResourceOptions[]): Case {
  return async (api) => {
    for (const options of all) {
      await api.post(`${definitionsPath}?dryRun=All`, customResourceDefinition(api.id, options));
    }
  };
}
