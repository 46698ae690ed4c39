const kubernetesVersion = /^v(\d+)(?:(alpha|beta)(\d+))?$/;
const stages = ['alpha', 'beta', undefined];

/**
 * Orders API versions as Kubernetes does, the most stable and newest first: v10, v2, v1, v11beta2,
 * v10beta3, v3beta1, v12alpha1, v11alpha2, and what does not look like a version last, by name.
 * Semantics: apimachinery's `version.CompareKubeAwareVersionStrings`, reversed.
 */
export function compareVersions(a: string, b: string): number {
  const left = kubernetesVersion.exec(a);
  const right = kubernetesVersion.exec(b);
  if (left === null || right === null) {
    if (left !== right) return left === null ? 1 : -1;
    return a === b ? 0 : a < b ? -1 : 1;
  }
  return (
    stages.indexOf(right[2]) - stages.indexOf(left[2]) ||
    Number(right[1]) - Number(left[1]) ||
    Number(right[3] ?? 0) - Number(left[3] ?? 0)
  );
}
