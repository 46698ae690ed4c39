import {
  keyError,
  type LabelOperator,
  type LabelRequirement,
  requirementError,
  sortedValues,
} from './label-requirement.ts';

interface Token {
  readonly kind: 'word' | 'symbol' | 'end';
  readonly text: string;
}

const endToken: Token = { kind: 'end', text: '' };
const tokens = /[ \t\r\n]*(==|!=|[=!(),<>]|[^=!(),<>\s]+)/y;

const operators: ReadonlyMap<string, LabelOperator> = new Map([
  ['in', 'in'],
  ['notin', 'notin'],
  ['=', '='],
  ['==', '=='],
  ['!=', '!='],
  ['>', 'gt'],
  ['<', 'lt'],
]);

/** A message for the client. */
type Refusal = string;

/** Parses one label selector; `in` and `notin` are words where no operator can stand. */
export class LabelSelectorParser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  /** The requirements, or what is wrong. */
  parse(): LabelRequirement[] | Refusal {
    const requirements: LabelRequirement[] = [];
    for (;;) {
      const token = this.#peek();
      if (token.kind === 'end') return requirements;
      if (token.kind !== 'word' && token.text !== '!') {
        return `found '${token.text}', expected: !, identifier, or 'end of string'`;
      }
      const requirement = this.#requirement();
      if (typeof requirement === 'string') return `unable to parse requirement: ${requirement}`;
      requirements.push(requirement);
      const separator = this.#take();
      if (separator.kind === 'end') return requirements;
      if (separator.text !== ',') {
        return `found '${separator.text}', expected: ',' or 'end of string'`;
      }
      const next = this.#peek();
      if (next.kind !== 'word' && next.text !== '!') {
        return `found '${next.text}', expected: identifier after ','`;
      }
    }
  }

  #requirement(): LabelRequirement | Refusal {
    let token = this.#take();
    const isAbsent = token.text === '!';
    if (isAbsent) token = this.#take();
    if (token.kind !== 'word') return `found '${token.text}', expected: identifier`;
    const key = token.text;
    const problem = keyError(key);
    if (problem !== undefined) return problem;
    if (isAbsent) return { key, operator: '!', values: [] };
    const next = this.#peek();
    if (next.kind === 'end' || next.text === ',') return { key, operator: 'exists', values: [] };

    const symbol = this.#take().text;
    const operator = operators.get(symbol);
    if (operator === undefined) {
      return `found '${symbol}', expected: in, notin, =, ==, !=, gt, lt`;
    }
    const values =
      operator === 'in' || operator === 'notin' ? this.#valueList() : this.#singleValue();
    if (typeof values === 'string') return values;
    const requirement = { key, operator, values: sortedValues(values) };
    return requirementError(requirement) ?? requirement;
  }

  #singleValue(): string[] | Refusal {
    const next = this.#peek();
    if (next.kind === 'end' || next.text === ',') return [''];
    const token = this.#take();
    return token.kind === 'word' ? [token.text] : `found '${token.text}', expected: identifier`;
  }

  #valueList(): string[] | Refusal {
    const open = this.#take();
    if (open.text !== '(') return `found '${open.text}' expected: '('`;
    const first = this.#peek();
    if (first.text === ')') {
      this.#take();
      return [''];
    }
    if (first.kind !== 'word' && first.text !== ',') {
      return `found '${first.text}', expected: ',', ')' or identifier`;
    }
    const values = this.#values();
    if (typeof values !== 'string') this.#take();
    return values;
  }

  /** Up to the closing parenthesis; a missing value counts as an empty one. */
  #values(): string[] | Refusal {
    const values: string[] = [];
    for (;;) {
      const token = this.#take();
      const next = this.#peek();
      if (token.kind === 'word') {
        values.push(token.text);
        if (next.text === ')') return values;
        if (next.text !== ',') return `found '${next.text}', expected: ',' or ')'`;
      } else if (token.text === ',') {
        if (values.length === 0) values.push('');
        if (next.text === ')' || next.text === ',') values.push('');
        if (next.text === ')') return values;
      } else {
        return `found '${token.text}', expected: ',', or identifier`;
      }
    }
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? endToken;
  }

  #take(): Token {
    const token = this.#peek();
    this.#at++;
    return token;
  }
}

function tokenize(text: string): Token[] {
  const found: Token[] = [];
  tokens.lastIndex = 0;
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    const token = match[1] as string;
    found.push({ kind: /^[=!(),<>]/.test(token) ? 'symbol' : 'word', text: token });
  }
  return found;
}
