import {
  type CompiledSchema,
  Correlation,
  type FieldError,
  type FieldErrorType,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  schemaOfKey,
  type SchemaNode,
} from '@keelson/schema';
import type { Evaluate } from '../evaluate/program.ts';
import { Optional, type Value } from '../values/value.ts';
import { type CompiledRule, compileRule } from './compile-rule.ts';
import { declareType } from './declared-type.ts';
import { fieldPathText } from './field-path-text.ts';
import { valueOfJson } from './json-value.ts';
import { prepare, run } from './run-expression.ts';

/** What rules are evaluated for. */
export interface RuleChange {
  readonly object: JsonObject;
  /** Before an update. */
  readonly old: JsonObject | undefined;
}

/** The most that all rules may cost for one object. */
const objectBudget = 10_000_000;

interface ReadyRule {
  readonly compiled: CompiledRule;
  readonly evaluate: Evaluate | undefined;
  readonly message: Evaluate | undefined;
}

/** A value beside the one it replaces, and what tells whether it has changed. */
interface Site {
  readonly node: SchemaNode;
  readonly path: string;
  readonly value: JsonValue;
  readonly old: JsonValue | undefined;
  readonly correlation: Correlation | undefined;
  readonly parent: Correlation | undefined;
  readonly isResource: boolean;
}

/**
 * Evaluates the rules of one schema for any number of objects, in the API server's words. Rules are
 * compiled when they are first met. Semantics: apiextensions' cel.Validator, with its budgets and with
 * ratcheting: a rule without `oldSelf` says nothing of a value that has not changed.
 */
export class RuleValidator {
  readonly #root: SchemaNode;
  readonly #ready = new Map<SchemaNode, readonly ReadyRule[]>();

  constructor({ root }: CompiledSchema) {
    this.#root = root;
  }

  /** What is wrong with an object that its schema has found valid. */
  evaluate({ object, old }: RuleChange): FieldError[] {
    const evaluation = new Evaluation((site) => this.#rulesOf(site));
    evaluation.visit({
      node: this.#root,
      path: '',
      value: object,
      old,
      correlation: old && new Correlation(this.#root, object, old),
      parent: undefined,
      isResource: true,
    });
    return evaluation.errors;
  }

  #rulesOf({ node, isResource }: Site): readonly ReadyRule[] {
    const known = this.#ready.get(node);
    if (known) return known;
    const declared = declareType(node.source, { name: 'selfType', isResource });
    const rules = (node.source['x-kubernetes-validations'] ?? []).flatMap((source): ReadyRule[] => {
      if (declared === undefined || source.rule.trim() === '') return [];
      const compiled = compileRule(source, declared);
      const { rule, messageExpression } = compiled;
      return [
        {
          compiled,
          evaluate: prepare(rule),
          message: messageExpression && prepare(messageExpression),
        },
      ];
    });
    this.#ready.set(node, rules);
    return rules;
  }
}

class Evaluation {
  readonly errors: FieldError[] = [];
  readonly #rulesOf: (site: Site) => readonly ReadyRule[];
  #budget = objectBudget;
  #isOver = false;

  constructor(rulesOf: (site: Site) => readonly ReadyRule[]) {
    this.#rulesOf = rulesOf;
  }

  visit(site: Site): void {
    const { node, value } = site;
    if (!node.hasRules || value === null || this.#isOver) return;
    this.#runRules(site);
    for (const part of node.allOf) {
      const rules = part.source['x-kubernetes-validations'];
      if (rules === undefined || this.#isOver) continue;
      const merged = { ...node.source, 'x-kubernetes-validations': rules };
      this.#runRules({ ...site, node: { ...part, source: merged }, correlation: undefined });
    }
    if (Array.isArray(value)) this.#visitItems(site, value);
    else if (isJsonObject(value)) this.#visitFields(site, value);
  }

  #visitFields(site: Site, value: JsonObject): void {
    const { node, old, path } = site;
    const before = isJsonObject(old) ? old : undefined;
    for (const [name, field] of Object.entries(value)) {
      const inner = schemaOfKey(node, name);
      if (inner === undefined) continue;
      const isProperty = node.properties.has(name);
      const isHidden = site.parent === undefined && (name === 'apiVersion' || name === 'kind');
      this.visit({
        node: inner,
        path: isProperty ? joined(path, name) : `${path}[${name}]`,
        value: field,
        old: before && Object.hasOwn(before, name) ? before[name] : undefined,
        correlation: isHidden ? undefined : site.correlation?.key(name),
        parent: isHidden ? undefined : (site.correlation ?? site.parent),
        isResource: inner.isEmbedded,
      });
    }
  }

  #visitItems(site: Site, value: readonly JsonValue[]): void {
    const { node, old, path, correlation } = site;
    if (node.items === undefined) return;
    const before = Array.isArray(old) ? new Correlation(node, value as JsonValue, old) : undefined;
    for (const [index, item] of value.entries()) {
      this.visit({
        node: node.items,
        path: `${path}[${index}]`,
        value: item,
        old: before?.index(index)?.old,
        correlation: correlation?.index(index),
        parent: correlation ?? site.parent,
        isResource: node.items.isEmbedded,
      });
    }
  }

  #stop(error: FieldError): void {
    this.errors.push(error);
    this.#isOver = true;
  }

  #runRules(site: Site): void {
    const rules = this.#rulesOf(site);
    if (rules.length === 0) return;
    const type = site.node.typeText === '' ? (site.node.source.type ?? '') : site.node.typeText;
    const invalid = (detail: string): FieldError => ({
      type: 'FieldValueInvalid',
      field: site.path === '' ? '<nil>' : site.path,
      value: type,
      detail,
    });
    if (this.#budget <= 0) return this.#stop(invalid(outOfBudget));
    const variables = new Map<string, Value>([['self', valueAt(site, site.value)]]);
    const { old } = site;
    const hasOld = old !== undefined && old !== null;
    if (hasOld) variables.set('oldSelf', valueAt(site, old));
    for (const rule of rules) {
      if (this.#isOver) return;
      const { source, usesOldSelf } = rule.compiled;
      const isOptional = source.optionalOldSelf === true;
      if (rule.evaluate === undefined) {
        this.errors.push(invalid(`rule compile error: ${rule.compiled.rule.error}`));
        continue;
      }
      if (usesOldSelf && !hasOld && !isOptional) continue;
      const oldSelf = new Optional(variables.get('oldSelf'));
      const bound = isOptional ? new Map([...variables, ['oldSelf', oldSelf]]) : variables;
      const result = run(rule.evaluate, bound);
      this.#budget -= result.cost;
      if (this.#budget < 0) return this.#stop(invalid(outOfBudget));
      const text = (source.message ?? '').trim() || source.rule.trim();
      if (result.error !== undefined) {
        const error = invalid(failureText(result.error, text));
        if (result.isOverLimit) return this.#stop(error);
        this.errors.push(error);
      } else if (result.value !== true) this.#refuse(site, rule, variables);
    }
  }

  #refuse(site: Site, rule: ReadyRule, variables: ReadonlyMap<string, Value>): void {
    const { source, usesOldSelf } = rule.compiled;
    const written = (source.message ?? '').trim();
    const given = rule.message && this.#messageOf(rule.message, variables);
    const path = site.path + fieldPathText(source.fieldPath ?? '');
    const field = path.replace(/^\./u, '');
    const isUnchanged = (site.correlation ?? site.parent)?.isUnchanged() === true;
    if (!usesOldSelf && isUnchanged) return;
    const { value } = site;
    const isPlain = !['object', 'array'].includes(site.node.source.type ?? '');
    this.errors.push({
      type: (source.reason as FieldErrorType | undefined) ?? 'FieldValueInvalid',
      field: field === '' ? '<nil>' : field,
      ...(isPlain && { value }),
      detail:
        source.reason === 'FieldValueDuplicate'
          ? undefined
          : (given ?? (written === '' ? `failed rule: ${source.rule.trim()}` : written)),
    });
  }

  #messageOf(message: Evaluate, variables: ReadonlyMap<string, Value>): string | undefined {
    const { value, cost } = run(message, variables);
    this.#budget -= cost;
    if (typeof value !== 'string') return undefined;
    const text = value.trim();
    const isUsable = text !== '' && !text.includes('\n') && Buffer.byteLength(text) <= 5 * 1024;
    return isUsable ? text : undefined;
  }
}

const outOfBudget =
  'validation failed due to running out of cost budget, no further validation rules will be run';

function failureText(error: string, rule: string): string {
  if (error.startsWith('no such overload')) {
    return `'${error}': call arguments did not match a supported operator, function or macro signature for rule: ${rule}`;
  }
  return error.startsWith('operation cancelled')
    ? `'${error}': no further validation rules will be run due to call cost exceeds limit for rule: ${rule}`
    : `${error} evaluating rule: ${rule}`;
}

function valueAt({ node, isResource }: Site, json: JsonValue): Value {
  return valueOfJson(json, node.source, isResource);
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
