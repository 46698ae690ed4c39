import { isJsonObject } from '@keelson/schema';
import type { AdmissionStep } from '../rest/admission.ts';
import { forbidden, notFound, StatusError } from '../status-error.ts';
import type { ObjectStore } from '../storage/object-store.ts';

const immortal: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);
const reviewGroups: ReadonlySet<string> = new Set(['authorization.k8s.io']);

/** Nothing is created in a namespace that is not there or is ending (admission plugin NamespaceLifecycle). */
export function namespaceLifecycle(store: ObjectStore): AdmissionStep {
  return {
    admit: ({ operation, resource, namespace, name, subresource }) => {
      const isNamespace = resource.group === '' && resource.kind === 'Namespace';
      if (isNamespace) {
        if (operation === 'DELETE' && immortal.has(name)) {
          throw forbidden(resource, name, 'this namespace may not be deleted');
        }
        return;
      }
      if (operation !== 'CREATE' || namespace === '' || subresource !== '') return;
      if (reviewGroups.has(resource.group)) return;
      const stored = store.get({ resource: 'namespaces', namespace: '', name: namespace });
      if (stored === undefined) throw notFound({ group: '', resource: 'namespaces' }, namespace);
      const { status } = stored.object;
      if (!isJsonObject(status) || status['phase'] !== 'Terminating') return;
      const refusal = forbidden(
        resource,
        name,
        `unable to create new content in namespace ${namespace} because it is being terminated`,
      );
      throw new StatusError({
        ...refusal.status,
        details: {
          ...refusal.status.details,
          causes: [
            {
              reason: 'NamespaceTerminating',
              message: `namespace ${namespace} is being terminated`,
              field: 'metadata.namespace',
            },
          ],
        },
      });
    },
  };
}
