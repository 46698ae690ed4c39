import type { Definitions } from '@keelson/kubernetes/schema';
import type { ResourceRegistry } from '../registry/resource-registry.ts';
import { Documents, healthDocuments, versionDocument } from './documents.ts';

/** The documents of a server: what it serves, how, and whether it is well. */
export function documentsOf(_registry: ResourceRegistry, { kubernetes }: Definitions): Documents {
  return new Documents([healthDocuments, versionDocument(kubernetes)]);
}
