import type { ResourceModel } from '../model/resource-model.ts';
import { type RbacFile, role } from './rbac.ts';

const read = ['get', 'list', 'watch'];
const write = ['create', 'delete', 'patch', 'update'];

/** Verbs on the objects and on their scale, by role. Nobody but the controller writes a status. */
const verbsOf = {
  admin: { objects: [...read, ...write, 'deletecollection'], scale: ['get', 'patch', 'update'] },
  editor: { objects: [...read, ...write], scale: ['get', 'patch', 'update'] },
  viewer: { objects: read, scale: ['get'] },
} as const;

/** Roles for people who use the kinds, to be bound by the cluster's admin; names as kubebuilder's. */
export function userRoles(resources: readonly ResourceModel[]): RbacFile[] {
  return resources.flatMap((resource) => {
    const words = nameWords(resource, resources);
    return Object.entries(verbsOf).map(([name, verbs]): RbacFile => {
      const { group, plural } = resource;
      const right = (subresource: string, allowed: readonly string[]) => ({
        groups: [group],
        resources: [`${plural}${subresource}`],
        verbs: allowed,
      });
      const hasScale = resource.versions.some((version) => version.scale);
      const hasStatus = resource.versions.some((version) => version.statusSubresource);
      return {
        name: `${words.join('_')}_${name}_role.yaml`,
        manifests: [
          role(`${words.join('-')}-${name}-role`, [
            right('', verbs.objects),
            ...(hasScale ? [right('/scale', verbs.scale)] : []),
            ...(hasStatus ? [right('/status', ['get'])] : []),
          ]),
        ],
      };
    });
  });
}

/** The kind; with the first label of its group where two groups have a kind of that name. */
function nameWords(resource: ResourceModel, all: readonly ResourceModel[]): string[] {
  const isAmbiguous = all.some((other) => other !== resource && other.kind === resource.kind);
  const kind = resource.kind.toLowerCase();
  return isAmbiguous ? [resource.group.split('.', 1)[0] ?? '', kind] : [kind];
}
