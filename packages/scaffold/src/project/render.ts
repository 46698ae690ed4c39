/** How a value is written at the place where it stands. */
const filters = {
  /** A TypeScript string literal. */
  ts: quoteTs,
  /** A YAML (and JSON) double-quoted scalar. */
  yaml: (value: string) => JSON.stringify(value),
  /** Text of a Markdown paragraph. */
  md: (value: string) => value.replaceAll(/[\\`*_[\]<>&#|]/g, '\\$&'),
  /** Source text that the caller has made. */
  verbatim: (value: string) => value,
} as const;

type FilterName = keyof typeof filters;

/** What may stand anywhere without quoting: the alphabet of names, paths and versions. */
const plainPattern = /^[\w.\-/:, ]*$/;

/**
 * Fills in a template: `{{name}}` for a plain name, `{{name|ts}}`, `{{name|yaml}}`, `{{name|md}}`
 * for a value that is quoted, `{{name|verbatim}}` for text that is inserted as it is. A line that
 * holds nothing but an empty `verbatim` is left out.
 * @throws {TypeError} on a name that has no value, an unknown filter, or a bare value that would
 *   need quoting
 */
export function render(template: string, values: Readonly<Record<string, string>>): string {
  const withoutEmpty = template.replaceAll(
    /^[ \t]*\{\{(\w+)\|verbatim\}\}\n/gm,
    (line, name: string) => (values[name] === '' ? '' : line),
  );
  return withoutEmpty.replaceAll(
    /\{\{(\w+)(?:\|(\w+))?\}\}/g,
    (_, name: string, filter?: string) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (value === undefined)
        throw new TypeError(`the template names "${name}", which has no value`);
      if (filter === undefined) {
        if (!plainPattern.test(value)) {
          throw new TypeError(`the value of "${name}" needs a filter: ${JSON.stringify(value)}`);
        }
        return value;
      }
      if (!Object.hasOwn(filters, filter)) throw new TypeError(`unknown filter "${filter}"`);
      return filters[filter as FilterName](value);
    },
  );
}

/** A TypeScript string literal, in the quotes that need less escaping: single ones if they can be. */
export function quoteTs(value: string): string {
  if (value.includes("'") && !value.includes('"')) return JSON.stringify(value);
  const body = JSON.stringify(value)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"');
  return `'${body.replaceAll("'", String.raw`\'`)}'`;
}
