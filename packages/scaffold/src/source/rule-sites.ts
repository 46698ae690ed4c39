import { adviseRules, checkRules, type RuleAdvice } from '@keelson/cel';
import type { SchemaNode, ValidationRule } from '../model/schema-node.ts';
import type { SourceProblem } from './source-error.ts';
import type { SourceProgram } from './source-program.ts';
import {
  isCallExpression,
  isNoSubstitutionTemplateLiteral,
  isObjectLiteralExpression,
  isPropertyAssignment,
  isStringLiteral,
  type Node,
} from './typescript.ts';

/** Where rules stand in the source: the decorators that made them. */
export class RuleSites {
  readonly #sites = new WeakMap<ValidationRule, Node>();

  /** Remembers the rules that a decorator has added to a schema. */
  note(before: SchemaNode, after: SchemaNode, site: Node): void {
    const known = new Set(before['x-kubernetes-validations']);
    for (const rule of after['x-kubernetes-validations'] ?? []) {
      if (!known.has(rule)) this.#sites.set(rule, site);
    }
  }

  /** Everything that the API server would refuse in the rules of a resource. */
  check(program: SourceProgram, schema: SchemaNode, resource: Node): SourceProblem[] {
    return adviseRules(checkRules(schema)).map((advice) =>
      problemOf(program, advice, this.#siteOf(advice) ?? resource),
    );
  }

  #siteOf({ report }: RuleAdvice): Node | undefined {
    return report && this.#sites.get(report.source);
  }
}

/** At the place within the expression, where that is written as one plain text. */
function problemOf(program: SourceProgram, advice: RuleAdvice, site: Node): SourceProblem {
  const { part, offset = 0, place, message } = advice;
  const text = textOf(site, part);
  const words = `@XValidation: ${message}`;
  if (text === undefined) return program.problemAt(site, inRule(advice, words));
  const written = text.getText().slice(1, -1);
  const source = advice.report?.compiled.source[part];
  return written === source
    ? program.problemAt(text, words, place === undefined ? 0 : offset + 1)
    : program.problemAt(text, inRule(advice, words));
}

/** Names the rule where the place alone does not tell it. */
function inRule({ report, place, part }: RuleAdvice, message: string): string {
  const text = part === 'optionalOldSelf' ? undefined : report?.compiled.source[part];
  if (text === undefined) return message;
  return place === undefined
    ? `${message} (in "${text}")`
    : `${message} (at column ${place.column} of "${text}")`;
}

function textOf(site: Node, part: RuleAdvice['part']): Node | undefined {
  const [options] = isCallExpression(site) ? site.arguments : [];
  if (options === undefined || !isObjectLiteralExpression(options)) return undefined;
  const property = options.properties.find(
    (one) => isPropertyAssignment(one) && one.name.getText() === part,
  );
  if (property === undefined || !isPropertyAssignment(property)) return undefined;
  const value = property.initializer;
  return isStringLiteral(value) || isNoSubstitutionTemplateLiteral(value) ? value : undefined;
}
