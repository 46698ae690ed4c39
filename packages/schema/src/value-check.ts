import { isInteger } from './go-number.ts';
import type { Correlation } from './correlation.ts';
import { addFindings, type Finding } from './finding.ts';
import { equalJson, goJson, isJsonObject, type JsonObject, type JsonValue } from './json.ts';
import { checkNumber, isAlmostInteger } from './number-rules.ts';
import { supportedValues } from './field-error.ts';
import type { SchemaNode } from './schema-node.ts';
import { checkText } from './text-check.ts';

/**
 * Walks a value and its schema as kube-openapi's SchemaValidator does. With a correlation, what is
 * wrong with an unchanged value is dropped (ratcheting).
 *
 * Each visit answers how much of the schema it could apply (the match count): `anyOf` and `oneOf`
 * report the alternative with the most.
 */
export class ValueCheck {
  findings: Finding[] = [];
  /** Of the value that is visited next; children of `allOf` and its like have none. */
  #correlation: Correlation | undefined;

  constructor(correlation?: Correlation) {
    this.#correlation = correlation;
  }

  visit(node: SchemaNode, value: JsonValue, path: string): number {
    const correlation = this.#correlation;
    if (correlation === undefined) return this.#check(node, value, path);
    const outer = this.findings;
    this.findings = [];
    const matches = this.#check(node, value, path);
    const inner = this.findings;
    this.findings = outer;
    if (inner.length > 0 && !correlation.isUnchanged()) addFindings(outer, inner);
    return matches;
  }

  #check(node: SchemaNode, value: JsonValue, path: string): number {
    let matches = 0;
    if (value === null) {
      matches += this.#checkNull(node, path);
      this.#checkEnum(node, value, path);
      return matches;
    }
    if (node.types.length > 0 || node.format !== '')
      matches += 1 + this.#checkType(node, value, path);
    matches += 2 + this.#checkAlternatives(node, value, path);
    if (typeof value === 'string') {
      addFindings(this.findings, checkText(node, value, path));
      matches += node.matchesFormat === undefined ? 1 : 2;
    } else if (typeof value === 'number' || typeof value === 'bigint') {
      if (node.numbers !== undefined) {
        addFindings(this.findings, checkNumber(node.numbers, value, path));
      }
      matches += 2;
    } else if (Array.isArray(value)) {
      matches += 2 + this.#checkList(node, value, path);
    }
    this.#checkEnum(node, value, path);
    matches += 1;
    if (isJsonObject(value)) matches += 1 + this.#checkObject(node, value, path);
    return matches + 1;
  }

  #add(finding: Finding): void {
    addFindings(this.findings, [finding]);
  }

  #checkNull({ types, typeText, isNullable }: SchemaNode, path: string): number {
    if (types.length === 0 || isNullable) return 1;
    this.#add(typeFinding(path, typeText, 'null'));
    return 0;
  }

  /** 1 when the type is right. */
  #checkType({ types, typeText, format }: SchemaNode, value: JsonValue, path: string): number {
    const actual = typeOf(value);
    const fits =
      types.includes(actual) ||
      (actual === 'integer' && types.includes('number')) ||
      (actual === 'number' && types.includes('integer') && isAlmostInteger(value as number));
    if (fits) return 1;
    const isTextOrList = actual === 'string' || actual === 'array';
    const valueFormat = formatOf(actual);
    if (format !== '' && !isTextOrList && valueFormat !== format) {
      this.#add(typeFinding(path, format, valueFormat));
      return 0;
    }
    const isNumeric = types.includes('number') || types.includes('integer');
    // The server leaves a string or a list to the test of the format, if there is one.
    if (format !== '' && isTextOrList && !isNumeric) return 1;
    this.#add(typeFinding(path, typeText, actual));
    return 0;
  }

  #checkEnum({ enumValues }: SchemaNode, value: JsonValue, path: string): void {
    if (enumValues.length === 0 || enumValues.some((allowed) => isAllowed(value, allowed))) return;
    const texts = enumValues.map((item) => (typeof item === 'string' ? item : goJson(item)));
    this.#add({
      name: path,
      type: 'FieldValueNotSupported',
      value,
      detail: supportedValues(texts),
      message: `${path} in body should be one of [${texts.join(' ')}]`,
    });
  }

  #checkList(node: SchemaNode, list: JsonValue[], path: string): number {
    const correlation = this.#correlation;
    let matches = 0;
    if (node.items !== undefined) {
      for (let index = 0; index < list.length; index++) {
        this.#correlation = correlation?.index(index);
        matches += this.visit(node.items, list[index] as JsonValue, `${path}[${index}]`);
      }
      this.#correlation = correlation;
    }
    const { minItems, maxItems, uniqueItems } = node.source;
    if (minItems !== undefined && list.length < minItems) {
      const message = `${path} in body should have at least ${minItems} items`;
      this.#add({ name: path, type: 'FieldValueInvalid', value: list.length, message });
    }
    if (maxItems !== undefined && list.length > maxItems) {
      const message = `${path} in body should have at most ${maxItems} items`;
      this.#add(tooMany(path, message, [list.length, maxItems]));
    }
    if (uniqueItems === true && hasTwins(list)) {
      const message = `${path} in body shouldn't contain duplicates`;
      this.#add({ name: path, type: 'FieldValueInvalid', value: '', message });
    }
    return matches;
  }

  #checkObject(node: SchemaNode, object: JsonObject, path: string): number {
    const { minProperties, maxProperties, required } = node.source;
    if (minProperties !== undefined || maxProperties !== undefined) {
      const size = Object.keys(object).length;
      if (minProperties !== undefined && size < minProperties) {
        const message = `${path} in body should have at least ${minProperties} properties`;
        this.#add({ name: path, type: 'FieldValueInvalid', value: size, message });
      }
      if (maxProperties !== undefined && size > maxProperties) {
        const message = `${path} in body should have at most ${maxProperties} properties`;
        this.#add(tooMany(path, message, [size, maxProperties]));
      }
    }
    let matches = this.#checkAdditional(node, object, path);
    for (const [name, property] of node.properties) {
      if (!Object.hasOwn(object, name)) continue;
      matches += this.#visitField(property, object, {
        name,
        path: path === '' ? name : `${path}.${name}`,
        isRoot: path === '',
      });
    }
    for (const name of required ?? []) {
      if (Object.hasOwn(object, name)) continue;
      const field = `${path}.${name}`;
      const message = `${field} in body is required`;
      this.#add({ name: field, type: 'FieldValueRequired', message, detail: '' });
    }
    return matches;
  }

  #checkAdditional(node: SchemaNode, object: JsonObject, path: string): number {
    const { additionalProperties, properties } = node;
    if (additionalProperties === undefined || additionalProperties === true) return 0;
    let matches = 0;
    for (const name of Object.keys(object)) {
      if (properties.has(name)) continue;
      if (additionalProperties === false) {
        const message = `${path}.${name} in body is a forbidden property`;
        this.#add({ name: path, type: 'FieldValueInvalid', value: name, message });
      } else {
        matches += this.#visitField(additionalProperties, object, {
          name,
          path: `${path}.${name}`,
          isRoot: path === '',
        });
      }
    }
    return matches;
  }

  #visitField(node: SchemaNode, object: JsonObject, { name, path, isRoot }: Field): number {
    const correlation = this.#correlation;
    // A change of apiVersion cannot be seen: both objects have been converted to one version.
    const isTypeMeta = isRoot && (name === 'kind' || name === 'apiVersion');
    this.#correlation = isTypeMeta ? undefined : correlation?.key(name);
    const matches = this.visit(node, object[name] as JsonValue, path);
    this.#correlation = correlation;
    return matches;
  }

  #checkAlternatives(node: SchemaNode, value: JsonValue, path: string): number {
    const { allOf, anyOf, oneOf, not } = node;
    if (allOf.length + anyOf.length + oneOf.length === 0 && not === undefined) return 0;
    const correlation = this.#correlation;
    this.#correlation = undefined;
    let matches = 0;
    if (anyOf.length > 0) matches += this.#checkAnyOf(anyOf, value, path);
    if (oneOf.length > 0) matches += this.#checkOneOf(oneOf, value, path);
    if (allOf.length > 0) matches += this.#checkAllOf(allOf, value, path);
    if (not !== undefined && this.#try(not, value, path).findings.length === 0) {
      this.#add(whole(`"${path}" must not validate the schema (not)`));
    }
    this.#correlation = correlation;
    return matches;
  }

  #try(node: SchemaNode, value: JsonValue, path: string): Attempt {
    const outer = this.findings;
    this.findings = [];
    const matches = this.visit(node, value, path);
    const { findings } = this;
    this.findings = outer;
    return { findings, matches };
  }

  #checkAnyOf(nodes: readonly SchemaNode[], value: JsonValue, path: string): number {
    let best: Attempt | undefined;
    for (const node of nodes) {
      const attempt = this.#try(node, value, path);
      if (attempt.findings.length === 0) return attempt.matches;
      if (best === undefined || attempt.matches > best.matches) best = attempt;
    }
    this.#add(whole(`"${path}" must validate at least one schema (anyOf)`));
    addFindings(this.findings, best?.findings ?? []);
    return best?.matches ?? 0;
  }

  #checkOneOf(nodes: readonly SchemaNode[], value: JsonValue, path: string): number {
    let best: Attempt | undefined;
    let first: Attempt | undefined;
    let valid = 0;
    for (const node of nodes) {
      const attempt = this.#try(node, value, path);
      if (attempt.findings.length === 0) {
        valid++;
        first ??= attempt;
      } else if (valid === 0 && (best === undefined || attempt.matches > best.matches)) {
        best = attempt;
      }
    }
    if (valid === 1) return first?.matches ?? 0;
    const found = valid === 0 ? 'Found none valid' : `Found ${valid} valid alternatives`;
    this.#add(whole(`"${path}" must validate one and only one schema (oneOf). ${found}`));
    if (valid > 0 || best === undefined) return 0;
    addFindings(this.findings, best.findings);
    return best.matches;
  }

  #checkAllOf(nodes: readonly SchemaNode[], value: JsonValue, path: string): number {
    let matches = 0;
    let valid = 0;
    for (const node of nodes) {
      const attempt = this.#try(node, value, path);
      if (attempt.findings.length === 0) valid++;
      addFindings(this.findings, attempt.findings);
      matches += attempt.matches;
    }
    if (valid < nodes.length) {
      const suffix = valid === 0 ? '. None validated' : '';
      this.#add(whole(`"${path}" must validate all the schemas (allOf)${suffix}`));
    }
    return matches;
  }
}

interface Field {
  readonly name: string;
  readonly path: string;
  readonly isRoot: boolean;
}

interface Attempt {
  readonly findings: readonly Finding[];
  readonly matches: number;
}

function whole(message: string): Finding {
  return { name: undefined, type: 'FieldValueInvalid', value: '', message };
}

function typeFinding(path: string, expected: string, actual: string): Finding {
  const message = `${path} in body must be of type ${expected}: "${actual}"`;
  return { name: path, type: 'FieldValueTypeInvalid', value: actual, message };
}

function tooMany(path: string, message: string, [size, most]: readonly [number, number]): Finding {
  const detail = `must have at most ${most} ${most === 1 ? 'item' : 'items'}`;
  return { name: path, type: 'FieldValueTooMany', value: size, message, detail };
}

type ValueType = 'boolean' | 'string' | 'integer' | 'number' | 'array' | 'object';

function typeOf(value: JsonValue): ValueType {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return 'string';
  if (isInteger(value)) return 'integer';
  if (typeof value === 'number') return 'number';
  return Array.isArray(value) ? 'array' : 'object';
}

/** The format that Go sees in a value. */
function formatOf(type: ValueType): string {
  if (type === 'integer') return 'int64';
  return type === 'number' ? 'float64' : '';
}

/** Equality after Go's conversion to the type of the allowed value. */
function isAllowed(value: JsonValue, allowed: JsonValue): boolean {
  if (value === null || allowed === null) return false;
  if (typeof value === 'number' && isInteger(allowed)) return Math.trunc(value) === Number(allowed);
  return equalJson(value, allowed);
}

function hasTwins(list: readonly JsonValue[]): boolean {
  return list.some((item, index) =>
    list.some((earlier, before) => before < index && equalJson(item, earlier)),
  );
}
