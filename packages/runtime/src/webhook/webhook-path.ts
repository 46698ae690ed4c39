import type { ResourceType } from '@keelson/kubernetes';

const custom = /^((\/[a-zA-Z0-9-_]+)+|\/)$/;

/** Where conversion is served. */
export const conversionPath = '/convert';

/** `/mutate-apps-v1-deployment`, `/validate--v1-pod`. Semantics: controller-runtime's builder. */
export function webhookPath(
  type: 'mutating' | 'validating',
  { group, version, kind }: Pick<ResourceType, 'group' | 'version' | 'kind'>,
): string {
  const verb = type === 'mutating' ? 'mutate' : 'validate';
  return `/${verb}-${group.replaceAll('.', '-')}-${version}-${kind.toLowerCase()}`;
}

/** @throws {TypeError} on a path of the user's that cannot be served */
export function assertCustomPath(path: string): void {
  if (custom.test(path)) return;
  throw new TypeError(
    `"${path}" is no path for a webhook: write letters, digits, "-" and "_" between slashes, such as "/mutate-pods"`,
  );
}
