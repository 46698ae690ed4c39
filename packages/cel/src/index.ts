// Schemas and their rules.
export type { RuleSchema, RuleSource } from './rules/rule-schema.ts';
export { escapeProperty } from './rules/property-name.ts';

// What is wrong with the rules of a schema.
export {
  checkRules,
  expressionCostLimit,
  type RuleReport,
  type RulesReport,
  schemaCostLimit,
} from './rules/check-rules.ts';
export { adviseRules, type RuleAdvice } from './rules/advice.ts';
export type { CompiledExpression, CompiledRule } from './rules/compile-rule.ts';

// Whom a webhook is asked about.
export { MatchCondition, type MatchSubject } from './rules/match-condition.ts';

// What rules say of an object.
export { type RuleChange, RuleValidator } from './rules/rule-validator.ts';
