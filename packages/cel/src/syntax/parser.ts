import type { Expression, MapEntry, StructField } from './expression.ts';
import { ExpressionFactory } from './expression-factory.ts';
import { type Token, tokenize } from './lexer.ts';
import { expandHas, expandReceiver, type MacroCall, MacroError } from './macros.ts';
import { expectingOperand, ParseError, spelled, unexpected } from './parse-error.ts';
import type { Problem } from './problem.ts';
import { reservedWords } from './reserved-words.ts';
import { readBytes, readString } from './string-literal.ts';

/** What parsing gives: an expression, or what is wrong. */
export type ParseResult =
  | { readonly expression: Expression; readonly problems: readonly [] }
  | { readonly expression: undefined; readonly problems: readonly Problem[] };

const relations = new Set(['<', '<=', '>=', '>', '==', '!=', 'in']);
const calculations: readonly (readonly string[])[] = [
  ['+', '-'],
  ['*', '/', '%'],
];

/** How deep expressions may nest. */
const maxDepth = 250;

/** Parses an expression and expands its macros (cel-go's parser with optional syntax). */
export function parse(source: string): ParseResult {
  const { tokens, problems } = tokenize(source);
  const parser = new Parser(tokens);
  const found: Problem[] = [...problems];
  let expression: Expression | undefined;
  try {
    expression = parser.parse();
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    found.push({ message: error.message, offset: error.offset });
  }
  found.push(...parser.problems);
  if (expression !== undefined && found.length === 0) return { expression, problems: [] };
  return { expression: undefined, problems: found };
}

class Parser {
  /** Of macros and names: parsing goes on after them. */
  readonly problems: Problem[] = [];
  readonly #tokens: readonly Token[];
  readonly #make = new ExpressionFactory();
  #index = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Expression {
    const expression = this.#expression();
    const token = this.#peek();
    if (token.kind !== 'end') {
      const isLast = this.#tokens[this.#index + 1]?.kind === 'end';
      throw new ParseError(
        token,
        `${isLast ? 'extraneous' : 'mismatched'} input ${spelled(token)} expecting <EOF>`,
      );
    }
    return expression;
  }

  #peek(): Token {
    return this.#tokens[this.#index] as Token;
  }

  #next(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#index++;
    return token;
  }

  #is(text: string): boolean {
    const { kind, text: actual } = this.#peek();
    return (kind === 'operator' || kind === 'identifier') && actual === text;
  }

  #accept(text: string): Token | undefined {
    return this.#is(text) ? this.#next() : undefined;
  }

  #expect(text: string): Token {
    const token = this.#peek();
    if (this.#is(text)) return this.#next();
    throw new ParseError(token, unexpected(token, text));
  }

  #report(offset: number, message: string): Expression {
    this.problems.push({ message, offset });
    return this.#make.literal(offset, { kind: 'null' });
  }

  #expression(): Expression {
    if (++this.#depth > maxDepth) {
      throw new ParseError(this.#peek(), `expression recursion limit exceeded: ${maxDepth}`, false);
    }
    const condition = this.#chain('||', () => this.#chain('&&', () => this.#relation()));
    const question = this.#accept('?');
    if (!question) {
      this.#depth--;
      return condition;
    }
    const id = question.offset;
    const whenTrue = this.#chain('||', () => this.#chain('&&', () => this.#relation()));
    this.#expect(':');
    const whenFalse = this.#expression();
    this.#depth--;
    return this.#make.call(id, '_?_:_', [condition, whenTrue, whenFalse]);
  }

  /** `a && b && c` is a balanced tree, so that long chains do not nest deeply. */
  #chain(operator: '&&' | '||', term: () => Expression): Expression {
    const terms = [term()];
    const operators: Token[] = [];
    for (let token = this.#accept(operator); token; token = this.#accept(operator)) {
      operators.push(token);
      terms.push(term());
    }
    const name = `_${operator}_`;
    const balance = (low: number, high: number): Expression => {
      if (low > high) return terms[low] as Expression;
      const middle = Math.floor((low + high + 1) / 2);
      const left = middle === low ? (terms[middle] as Expression) : balance(low, middle - 1);
      const right = middle === high ? (terms[middle + 1] as Expression) : balance(middle + 1, high);
      return this.#make.call((operators[middle] as Token).offset, name, [left, right]);
    };
    return balance(0, operators.length - 1);
  }

  #relation(): Expression {
    let left = this.#calculation(0);
    while (relations.has(this.#peek().text) && this.#isOperator()) {
      const { text, offset } = this.#next();
      const name = text === 'in' ? '@in' : `_${text}_`;
      left = this.#make.call(offset, name, [left, this.#calculation(0)]);
    }
    return left;
  }

  #isOperator(): boolean {
    const { kind, text } = this.#peek();
    return kind === 'operator' || (kind === 'identifier' && text === 'in');
  }

  #calculation(level: number): Expression {
    const operators = calculations[level];
    if (operators === undefined) return this.#unary();
    let left = this.#calculation(level + 1);
    while (this.#peek().kind === 'operator' && operators.includes(this.#peek().text)) {
      const { text, offset } = this.#next();
      left = this.#make.call(offset, `_${text}_`, [left, this.#calculation(level + 1)]);
    }
    return left;
  }

  /** Two signs cancel each other out; one before a number belongs to it. */
  #unary(): Expression {
    const first = this.#peek();
    if (first.kind === 'operator' && (first.text === '!' || first.text === '-')) {
      const following = this.#tokens[this.#index + 1];
      if (first.text === '-' && (following?.kind === 'int' || following?.kind === 'double')) {
        this.#next();
        return this.#member(this.#number(this.#next(), first));
      }
      let count = 0;
      while (this.#accept(first.text)) count++;
      const operand = this.#member(this.#primary());
      if (count % 2 === 0) return operand;
      return this.#make.call(first.offset, first.text === '!' ? '!_' : '-_', [operand]);
    }
    return this.#member(this.#primary());
  }

  #member(start: Expression): Expression {
    let operand = start;
    for (;;) {
      const dot = this.#accept('.');
      if (dot) {
        operand = this.#selectOrCall(operand, dot);
        continue;
      }
      const bracket = this.#accept('[');
      if (!bracket) return operand;
      const isOptional = this.#accept('?') !== undefined;
      const index = this.#expression();
      this.#expect(']');
      operand = this.#make.call(bracket.offset, isOptional ? '_[?_]' : '_[_]', [operand, index]);
    }
  }

  #selectOrCall(operand: Expression, dot: Token): Expression {
    const isOptional = this.#accept('?') !== undefined;
    const token = this.#next();
    if (token.kind === 'escaped-identifier') {
      return this.#select(operand, dot, { field: token.text.slice(1, -1), isOptional });
    }
    if (token.kind !== 'identifier' || /^(?:true|false|null|in)$/u.test(token.text)) {
      throw new ParseError(
        token,
        `no viable alternative at input '${isOptional ? '.?' : '.'}${token.kind === 'end' ? '' : token.text}'`,
      );
    }
    const open = isOptional ? undefined : this.#accept('(');
    if (!open) return this.#select(operand, dot, { field: token.text, isOptional });
    const args = this.#arguments(')');
    const call = { make: this.#make, offset: open.offset, target: operand, args };
    const expanded = this.#macro(call, () => expandReceiver(token.text, call));
    return (
      expanded ?? this.#make.memberCall(open.offset, { target: operand, name: token.text }, args)
    );
  }

  #select(
    operand: Expression,
    dot: Token,
    { field, isOptional }: { readonly field: string; readonly isOptional: boolean },
  ): Expression {
    if (!isOptional) return this.#make.select(dot.offset, operand, field);
    const name = this.#make.literal(dot.offset, { kind: 'string', value: field });
    return this.#make.call(dot.offset, '_?._', [operand, name]);
  }

  #macro(
    { offset }: Pick<MacroCall, 'offset'>,
    expand: () => Expression | undefined,
  ): Expression | undefined {
    try {
      return expand();
    } catch (error) {
      if (!(error instanceof MacroError)) throw error;
      return this.#report(error.offset ?? offset, error.message);
    }
  }

  #arguments(close: string): Expression[] {
    const args: Expression[] = [];
    if (this.#accept(close)) return args;
    if (this.#peek().kind === 'end') throw expectingOperand(this.#peek(), { close });
    do args.push(this.#expression());
    while (this.#accept(','));
    this.#expect(close);
    return args;
  }

  #primary(): Expression {
    const token = this.#next();
    switch (token.kind) {
      case 'int':
      case 'uint':
      case 'double':
        return this.#number(token, undefined);
      case 'string':
      case 'bytes':
        return this.#text(token);
      case 'identifier':
        return this.#identifier(token, undefined);
      case 'operator':
        return this.#bracketed(token);
      case 'escaped-identifier':
      case 'end':
        throw expectingOperand(token, { next: this.#peek() });
    }
  }

  #bracketed(token: Token): Expression {
    if (token.text === '(') {
      const inner = this.#expression();
      this.#expect(')');
      return inner;
    }
    if (token.text === '[') return this.#list(token);
    if (token.text === '{') return this.#map(token);
    if (token.text === '.' && this.#peek().kind === 'identifier') {
      return this.#identifier(this.#next(), token);
    }
    throw expectingOperand(token, { next: this.#peek() });
  }

  #text(token: Token): Expression {
    try {
      return this.#make.literal(
        token.offset,
        token.kind === 'string'
          ? { kind: 'string', value: readString(token.text) }
          : { kind: 'bytes', value: readBytes(token.text) },
      );
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return this.#report(token.offset, error.message);
    }
  }

  #number(token: Token, minus: Token | undefined): Expression {
    const offset = minus?.offset ?? token.offset;
    if (token.kind === 'double') {
      const value = Number(token.text) * (minus ? -1 : 1);
      if (!Number.isFinite(value)) return this.#report(offset, 'invalid double literal');
      return this.#make.literal(offset, { kind: 'double', value });
    }
    const magnitude = BigInt(token.text.replace(/[uU]$/u, ''));
    if (token.kind === 'uint') {
      if (magnitude >= 1n << 64n) return this.#report(offset, 'invalid uint literal');
      return this.#make.literal(offset, { kind: 'uint', value: magnitude });
    }
    const value = minus ? -magnitude : magnitude;
    if (BigInt.asIntN(64, value) !== value) return this.#report(offset, 'invalid int literal');
    return this.#make.literal(offset, { kind: 'int', value });
  }

  #identifier(token: Token, dot: Token | undefined): Expression {
    const { text, offset } = token;
    if (!dot && (text === 'true' || text === 'false'))
      return this.#make.bool(offset, text === 'true');
    if (!dot && text === 'null') return this.#make.literal(offset, { kind: 'null' });
    if (text === 'in' || text === 'true' || text === 'false' || text === 'null') {
      throw expectingOperand(token);
    }
    const name = dot ? `.${text}` : text;
    const struct = this.#structName(name);
    if (struct !== undefined) return this.#struct(struct);
    if (reservedWords.has(text)) {
      const open = this.#accept('(');
      if (open) this.#arguments(')');
      return this.#report(offset, `reserved identifier: ${text}`);
    }
    const open = this.#accept('(');
    if (!open) return this.#make.name(offset, name);
    const args = this.#arguments(')');
    if (name !== 'has' || args.length !== 1) return this.#make.call(open.offset, name, args);
    const call = { make: this.#make, offset: open.offset, args };
    return this.#macro(call, () => expandHas(call)) as Expression;
  }

  /** `a.b.C` when a brace follows it: the name of a type; it is consumed. */
  #structName(first: string): string | undefined {
    let index = this.#index;
    const names = [first];
    while (this.#tokens[index]?.text === '.' && this.#tokens[index + 1]?.kind === 'identifier') {
      names.push((this.#tokens[index + 1] as Token).text);
      index += 2;
    }
    const brace = this.#tokens[index];
    if (brace?.kind !== 'operator' || brace.text !== '{') return undefined;
    this.#index = index;
    return names.join('.');
  }

  #struct(typeName: string): Expression {
    const { offset } = this.#expect('{');
    const id = this.#make.nextId();
    const fields: StructField[] = [];
    while (!this.#is('}')) {
      const isOptional = this.#accept('?') !== undefined;
      const token = this.#next();
      if (token.kind !== 'identifier' && token.kind !== 'escaped-identifier') {
        throw new ParseError(
          token,
          `mismatched input ${spelled(token)} expecting {'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}`,
        );
      }
      const colon = this.#expect(':');
      const name = token.text.replaceAll('`', '');
      fields.push({ name, offset: colon.offset, value: this.#expression(), isOptional });
      if (!this.#accept(',')) break;
    }
    this.#expect('}');
    return { kind: 'struct', id, offset, typeName, fields };
  }

  #list({ offset }: Token): Expression {
    const id = this.#make.nextId();
    const items: { value: Expression; isOptional: boolean }[] = [];
    while (!this.#is(']')) {
      const isOptional = this.#accept('?') !== undefined;
      items.push({ value: this.#expression(), isOptional });
      if (!this.#accept(',')) break;
    }
    this.#expect(']');
    return { kind: 'list', id, offset, items };
  }

  #map({ offset }: Token): Expression {
    const id = this.#make.nextId();
    const entries: MapEntry[] = [];
    while (!this.#is('}')) {
      const isOptional = this.#accept('?') !== undefined;
      const key = this.#expression();
      this.#expect(':');
      entries.push({ key, value: this.#expression(), isOptional });
      if (!this.#accept(',')) break;
    }
    this.#expect('}');
    return { kind: 'map', id, offset, entries };
  }
}
