import type { KindRules } from './kind-rules.ts';

export function coreRules(): ReadonlyMap<string, KindRules> {
  return new Map();
}
