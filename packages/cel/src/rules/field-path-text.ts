/** The `fieldPath` of a rule as error messages print it: `.spec['a-b']` becomes `.spec.a-b`. */
export function fieldPathText(fieldPath: string): string {
  const text = fieldPath.replaceAll(
    /\['((?:[^'\\]|\\.)*)'\]/gsu,
    (_, name: string) => `.${name.replaceAll(/\\(.)/gsu, '$1')}`,
  );
  return text === '' || text.startsWith('.') ? text : `.${text}`;
}
