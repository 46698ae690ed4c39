/** A type of this package by where it is imported from: `{ module: 'core/v1', name: 'PodSpec' }`. */
export interface DefinitionName {
  readonly module: string;
  readonly name: string;
}

/** `core/v1#PodSpec`: the form of a `$ref`. */
export function formatReference({ module, name }: DefinitionName): string {
  return `${module}#${name}`;
}

/**
 * The inverse of {@link formatReference}.
 * @throws {TypeError} when there is not exactly one `#` between two names
 */
export function parseReference(reference: string): DefinitionName {
  const [module = '', name = '', ...others] = reference.split('#');
  if (module === '' || name === '' || others.length > 0) {
    throw new TypeError(`"${reference}" is not a reference: write "<module>#<name>"`);
  }
  return { module, name };
}
