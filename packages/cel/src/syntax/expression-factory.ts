import { accumulator, type Expression, type LiteralValue } from './expression.ts';

/** Makes the nodes of one expression, numbered as they are made. */
export class ExpressionFactory {
  #lastId = 0;

  nextId(): number {
    return ++this.#lastId;
  }

  literal(offset: number, literal: LiteralValue): Expression {
    return { kind: 'literal', id: this.nextId(), offset, literal };
  }

  bool(offset: number, value: boolean): Expression {
    return this.literal(offset, { kind: 'bool', value });
  }

  int(offset: number, value: bigint): Expression {
    return this.literal(offset, { kind: 'int', value });
  }

  name(offset: number, name: string): Expression {
    return { kind: 'name', id: this.nextId(), offset, name };
  }

  accumulator(offset: number): Expression {
    return this.name(offset, accumulator);
  }

  select(offset: number, operand: Expression, field: string): Expression {
    return { kind: 'select', id: this.nextId(), offset, operand, field, isTest: false };
  }

  test(offset: number, operand: Expression, field: string): Expression {
    return { kind: 'select', id: this.nextId(), offset, operand, field, isTest: true };
  }

  call(offset: number, name: string, args: readonly Expression[]): Expression {
    return { kind: 'call', id: this.nextId(), offset, target: undefined, name, args };
  }

  memberCall(
    offset: number,
    { target, name }: { readonly target: Expression; readonly name: string },
    args: readonly Expression[],
  ): Expression {
    return { kind: 'call', id: this.nextId(), offset, target, name, args };
  }

  list(offset: number, values: readonly Expression[]): Expression {
    const items = values.map((value) => ({ value, isOptional: false }));
    return { kind: 'list', id: this.nextId(), offset, items };
  }

  /** A copy of a tree under new numbers, for macros that use one part twice. */
  copy(expression: Expression): Expression {
    const id = this.nextId();
    const again = (part: Expression): Expression => this.copy(part);
    switch (expression.kind) {
      case 'literal':
      case 'name':
        return { ...expression, id };
      case 'select':
        return { ...expression, id, operand: again(expression.operand) };
      case 'call':
        return {
          ...expression,
          id,
          target: expression.target && again(expression.target),
          args: expression.args.map(again),
        };
      case 'list':
        return {
          ...expression,
          id,
          items: expression.items.map((item) => ({ ...item, value: again(item.value) })),
        };
      case 'map':
        return {
          ...expression,
          id,
          entries: expression.entries.map((entry) => ({
            ...entry,
            key: again(entry.key),
            value: again(entry.value),
          })),
        };
      case 'struct':
        return {
          ...expression,
          id,
          fields: expression.fields.map((field) => ({ ...field, value: again(field.value) })),
        };
      case 'comprehension':
        return {
          ...expression,
          id,
          range: again(expression.range),
          init: again(expression.init),
          condition: again(expression.condition),
          step: again(expression.step),
          result: again(expression.result),
        };
    }
  }
}
