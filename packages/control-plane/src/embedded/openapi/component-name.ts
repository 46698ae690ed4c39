import { parseReference } from '@keelson/kubernetes/schema';

/** Types of `meta/v1` that Kubernetes publishes under other packages. */
const elsewhere: ReadonlyMap<string, string> = new Map([
  ['Quantity', 'io.k8s.apimachinery.pkg.api.resource.Quantity'],
  ['IntOrString', 'io.k8s.apimachinery.pkg.util.intstr.IntOrString'],
  ['RawExtension', 'io.k8s.apimachinery.pkg.runtime.RawExtension'],
]);

const packages: ReadonlyMap<string, string> = new Map([
  ['meta/v1', 'io.k8s.apimachinery.pkg.apis.meta.v1'],
  ['apiextensions/v1', 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1'],
  ['apiregistration/v1', 'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1'],
]);

/** The name of a built-in type in OpenAPI documents: `apps/v1#Deployment` is `io.k8s.api.apps.v1.Deployment`. */
export function componentName(reference: string): string {
  const { module, name } = parseReference(reference);
  if (module === 'meta/v1') {
    const special = elsewhere.get(name);
    if (special !== undefined) return special;
  }
  return `${packages.get(module) ?? `io.k8s.api.${module.replace('/', '.')}`}.${name}`;
}

/** The name of a custom kind: `inst.test/v1 Scaled` is `test.inst.v1.Scaled`. */
export function customComponentName(group: string, version: string, kind: string): string {
  return `${group.split('.').toReversed().join('.')}.${version}.${kind}`;
}
