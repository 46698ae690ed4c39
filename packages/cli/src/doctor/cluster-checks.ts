import { CustomResourceDefinition } from '@keelson/kubernetes/apiextensions/v1';
import { SelfSubjectAccessReview } from '@keelson/kubernetes/authorization/v1';
import type { ClusterRole } from '@keelson/kubernetes/rbac/v1';
import type { Client } from '@keelson/runtime';
import type { Manifest } from '@keelson/scaffold';
import { applyManifests } from '../deploy/apply-manifests.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

/** The project's definitions, as the cluster has them. */
export async function checkDefinitions(
  client: Client,
  definitions: readonly Manifest[],
): Promise<Finding[]> {
  const drift: Finding[] = [];
  const signal = AbortSignal.timeout(30_000);
  for await (const one of applyManifests(client, definitions, { isDryRun: true, signal })) {
    const { name } = one.manifest.metadata;
    const what = one.result === 'created' ? 'is not installed' : 'differs from the project';
    drift.push(
      one.result === 'unchanged'
        ? ok('definitions', `${name} is as the project has it`)
        : problem('definitions', `${name} ${what}`, 'run operator install'),
    );
  }
  const stored = await Promise.all(
    definitions.map((definition) => checkStored(client, definition)),
  );
  return [...drift, ...stored.flat()];
}

/** Versions that objects are still stored in, though the definition stores another. */
async function checkStored(client: Client, { metadata }: Manifest): Promise<Finding[]> {
  const found = await client.get(CustomResourceDefinition, metadata);
  const storage = found?.spec.versions.find((version) => version.storage)?.name;
  const old = found?.status?.storedVersions?.filter((version) => version !== storage) ?? [];
  if (old.length === 0) return [];
  const message = `objects of ${metadata.name} may still be stored as ${old.join(', ')}`;
  return [warning('storage', message, `run operator migrate storage --name ${metadata.name}`)];
}

/** Whether the user of the kubeconfig may do what the operator does. */
export async function checkRights(client: Client, role: ClusterRole): Promise<Finding[]> {
  const wanted = (role.rules ?? []).flatMap(({ apiGroups = [], resources = [], verbs }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) => verbs.map((verb) => ({ group, resource, verb }))),
    ),
  );
  const answers = await Promise.all(
    wanted.map(async ({ group, resource: name, verb }) => {
      const [resource = '', subresource] = name.split('/');
      const resourceAttributes = { group, resource, verb, ...(subresource && { subresource }) };
      const review = { metadata: { name: '' }, spec: { resourceAttributes } };
      const { status } = await client.create(SelfSubjectAccessReview, review);
      return { text: `${verb} ${name}${group && `.${group}`}`, allowed: status.allowed };
    }),
  );
  const missing = answers.filter(({ allowed }) => !allowed).map(({ text }) => text);
  if (missing.length === 0) return [ok('rights', 'this user may do all that the operator does')];
  const list = missing.slice(0, 3).join(', ') + (missing.length > 3 ? ', ...' : '');
  const remedy =
    'grant them, or run the operator under its own account: operator dev, operator deploy';
  return [warning('rights', `this user may not ${list} (${missing.length})`, remedy)];
}
