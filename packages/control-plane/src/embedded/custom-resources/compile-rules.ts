import { checkRules, expressionCostLimit, type RuleReport, schemaCostLimit } from '@keelson/cel';
import { type FieldError, goJson, type JsonObject } from '@keelson/schema';
import { invalidStruct } from './go-print.ts';

/** Rules that do not compile or cost too much, in the words of the API server. */
export function compileRules(schema: JsonObject, path: string): FieldError[] {
  const { rules, totalCost } = checkRules(schema);
  const errors = rules.flatMap((report) => errorsOf(report, path));
  if (totalCost <= schemaCostLimit) return errors;
  const expensive = rules
    .flatMap((report) => costsOf(report, path))
    .filter(({ cost }) => cost >= schemaCostLimit / 100)
    .toSorted((a, b) => b.cost - a.cost)
    .slice(0, 4);
  return [
    ...errors,
    ...expensive.map(({ field }) =>
      forbidden(
        field,
        'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema',
      ),
    ),
    forbidden(
      path,
      costText(
        'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema',
        totalCost / schemaCostLimit,
      ),
    ),
  ];
}

function fieldOf({ path, index }: RuleReport, root: string, part: string): string {
  return `${root}${path}.x-kubernetes-validations[${index}].${part}`;
}

function costsOf(report: RuleReport, root: string): { field: string; cost: number }[] {
  return [
    { field: fieldOf(report, root, 'rule'), cost: report.cost },
    { field: fieldOf(report, root, 'messageExpression'), cost: report.messageCost },
  ];
}

function errorsOf(report: RuleReport, root: string): FieldError[] {
  const { compiled, source, cost, messageCost, uncorrelatable } = report;
  const errors: FieldError[] = [];
  const rule = fieldOf(report, root, 'rule');
  const message = fieldOf(report, root, 'messageExpression');
  if (cost > expressionCostLimit) {
    errors.push(forbidden(rule, costText('estimated rule cost', cost / expressionCostLimit)));
  }
  if (compiled.rule.error !== undefined) {
    errors.push(invalidStruct(rule, printRule(report), compiled.rule.error));
  }
  if (compiled.messageExpression?.error !== undefined) {
    errors.push(invalidStruct(message, printRule(report), compiled.messageExpression.error));
  } else if (messageCost > expressionCostLimit) {
    const text = costText('estimated messageExpression cost', messageCost / expressionCostLimit);
    errors.push(forbidden(message, text));
  }
  if (compiled.usesOldSelf && uncorrelatable !== undefined) {
    const detail = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${root}${uncorrelatable}`;
    errors.push({ type: 'FieldValueInvalid', field: rule, value: source.rule, detail });
  } else if (!compiled.usesOldSelf && source.optionalOldSelf !== undefined) {
    errors.push({
      type: 'FieldValueInvalid',
      field: fieldOf(report, root, 'optionalOldSelf'),
      value: source.optionalOldSelf,
      detail: 'may not be set if oldSelf is not used in rule',
    });
  }
  return errors;
}

function forbidden(field: string, detail: string): FieldError {
  return { type: 'FieldValueForbidden', field, detail };
}

function costText(what: string, factor: number): string {
  let times = `${factor.toFixed(1)}x`;
  if (factor > 100) times = 'more than 100x';
  else if (factor < 1.5) times = `${factor.toFixed(6)}x`;
  return `${what} exceeds budget by factor of ${times} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}

/** The rule as Go prints its struct. */
function printRule({ source }: RuleReport): string {
  const fields = [
    ['Rule', source.rule],
    ['Message', source.message ?? ''],
    ['MessageExpression', source.messageExpression ?? ''],
    ['Reason', source.reason ?? null],
    ['FieldPath', source.fieldPath ?? ''],
    ['OptionalOldSelf', source.optionalOldSelf ?? null],
  ] as const;
  return `{${fields.map(([name, value]) => `"${name}":${goJson(value)}`).join(',')}}`;
}
