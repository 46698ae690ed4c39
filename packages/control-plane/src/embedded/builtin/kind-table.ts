import type { KindRules } from './kind-rules.ts';
import { coreRules } from './core-rules.ts';

const none: KindRules = {};

/** The rules of a kind: `Deployment.apps`, or `Pod` in the core group. */
export function kindRulesOf(kind: string, _version: string): KindRules {
  return coreRules().get(kind) ?? none;
}
