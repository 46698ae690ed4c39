import { formatObject } from '../emit/yaml.ts';

/** Stands in an object for what only Helm knows. */
const mark = 'keelsonChartValue';

/**
 * An object as a template of a chart: values and blocks of Helm in the places that ask for them, and
 * everything else as it is, also where it looks like an action of a template.
 */
export class ChartTemplate {
  readonly #parts: string[] = [];

  /** A value that Helm fills in: `.Values.manager.replicas`, also in the middle of a text. */
  value(expression: string): string {
    return this.#keep(`{{ ${expression} }}`);
  }

  /**
   * Lines in place of a member of a mapping; `INDENT` in them is the column that they stand at, and
   * `INDENT2` two more. Their keys sort last, so that none is first in an item of a list.
   */
  block(lines: readonly string[]): Record<string, null> {
    return { [`zz${this.#keep(lines.join('\n'))}`]: null };
  }

  /** The text of the object's file, there only where the condition holds. */
  format(object: object, condition: string | undefined): string {
    const text = this.text(object);
    return condition === undefined ? text : `{{- if ${condition} }}\n${text}{{- end }}\n`;
  }

  /** The text of a part of an object, for a block of the same template. */
  text(object: object): string {
    const plain = formatObject(object).replaceAll(/\{\{|\}\}/g, (found) => `{{ "${found}" }}`);
    return plain
      .split('\n')
      .map((line) => this.#fill(line))
      .join('\n');
  }

  #keep(text: string): string {
    this.#parts.push(text);
    return `${mark}${this.#parts.length - 1}X`;
  }

  #fill(line: string): string {
    const [, indent, index] = new RegExp(`^( *)zz${mark}(\\d+)X: null$`).exec(line) ?? [];
    if (indent !== undefined) {
      const text = this.#parts[Number(index)] ?? '';
      const inner = text
        .replaceAll('INDENT2', String(indent.length + 2))
        .replaceAll('INDENT', String(indent.length))
        .split('\n');
      return inner.map((each) => (each.startsWith('{{') ? each : indent + each)).join('\n');
    }
    return line.replaceAll(
      new RegExp(`${mark}(\\d+)X`, 'g'),
      (_, one: string) => this.#parts[Number(one)] ?? '',
    );
  }
}
