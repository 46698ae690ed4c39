import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type ResourceType, resourceType } from '@keelson/kubernetes';
import { parse } from 'yaml';
import type { HealthCheckPolicy as Alpha } from '../../../examples/healthcheckpolicy/src/api/v1alpha1/health-check-policy.ts';
import type { HealthCheckPolicy as Beta } from '../../../examples/healthcheckpolicy/src/api/v1beta1/health-check-policy.ts';

const example = path.resolve(import.meta.dirname, '../../../examples/healthcheckpolicy');
const exampleGroup = 'policy.k8s-go.openshift.org';

/** The example's kind in a group of the caller's. */
export interface Policies {
  readonly group: string;
  readonly manifest: { readonly metadata: { readonly name: string } };
  readonly v1alpha1: ResourceType<Alpha>;
  readonly v1beta1: ResourceType<Beta>;
}

/**
 * The example's generated definition, with another group: in its own one, the operator that test/e2e
 * runs on the same server would act on the objects. Nobody serves its conversion webhook.
 */
export async function healthCheckPolicies(group = exampleGroup): Promise<Policies> {
  const file = path.join(example, `config/crd/bases/${exampleGroup}_healthcheckpolicies.yaml`);
  const text = (await readFile(file, 'utf8')).replaceAll(exampleGroup, group);
  const parts = {
    group,
    kind: 'HealthCheckPolicy',
    plural: 'healthcheckpolicies',
    scope: 'Namespaced',
  } as const;
  return {
    group,
    manifest: withoutConversion(parse(text)),
    v1alpha1: resourceType<Alpha>({ ...parts, version: 'v1alpha1' }),
    v1beta1: resourceType<Beta>({ ...parts, version: 'v1beta1' }),
  };
}

function withoutConversion<T extends { spec: { conversion?: object } }>(definition: T): T {
  const { conversion: _, ...spec } = definition.spec;
  return { ...definition, spec };
}

/** What the slides write. */
export interface WorkshopManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: object;
  readonly status: object;
}

/** The manifest that the workshop's slides show, word for word but for the group. */
export async function workshopManifest(group = exampleGroup): Promise<WorkshopManifest> {
  const text = await readFile(path.join(example, 'demo/workshop-policy.yaml'), 'utf8');
  return parse(text.replace(exampleGroup, group));
}
