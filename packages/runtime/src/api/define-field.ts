/**
 * Sets a field whose name is data. Assigning to `__proto__`, which a ConfigMap's key may be called,
 * would change the prototype instead.
 */
export function defineField(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
