import type { CaseGroup } from '../group.ts';
import { applyListCases } from './apply-lists.ts';
import { applyCases } from './apply.ts';
import { concurrencyCases } from './concurrency.ts';
import { createCases } from './create.ts';
import { deleteCases } from './delete.ts';
import { discoveryCases } from './discovery.ts';
import { errorCases } from './errors.ts';
import { fieldValidationCases } from './field-validation.ts';
import { finalizerCases } from './finalizers.ts';
import { getCases } from './get.ts';
import { kindCases } from './kinds.ts';
import { listCases } from './list.ts';
import { openapiCases } from './openapi.ts';
import { patchCases } from './patches.ts';
import { podActionCases } from './pod-actions.ts';
import { protobufCases } from './protobuf.ts';
import { selectorCases } from './selectors.ts';
import { strategicCases } from './strategic.ts';
import { updateCases } from './update.ts';
import { watchCases } from './watch.ts';
import { webhookCases } from './webhooks.ts';
import { workloadCases } from './workloads.ts';
import { definitionCases } from './definitions.ts';
import { customResourceCases } from './custom-resources.ts';
import { conversionCases } from './conversions.ts';
import { versionCases } from './versions.ts';
import { definitionSchemaCases } from './definition-schemas.ts';
import { ruleCases } from './rules.ts';
import { tableCases } from './tables.ts';
import { subresourceCases } from './subresources.ts';
import { garbageCollectionCases } from './garbage-collection.ts';
import { namespaceCases } from './namespaces.ts';
import { authenticationCases } from './authentication.ts';
import { rbacCases } from './rbac.ts';
import { accessReviewCases } from './access-reviews.ts';
import { eventAndLeaseCases } from './events-and-leases.ts';
import { metadataCases } from './metadata.ts';
import { lifecycleCases } from './lifecycles.ts';
import { tableColumnCases } from './table-columns.ts';

/** All groups, in the order in which they are told. */
export const caseGroups: readonly CaseGroup[] = [
  discoveryCases,
  openapiCases,
  createCases,
  kindCases,
  workloadCases,
  getCases,
  updateCases,
  listCases,
  selectorCases,
  watchCases,
  podActionCases,
  deleteCases,
  finalizerCases,
  patchCases,
  strategicCases,
  applyCases,
  applyListCases,
  definitionCases,
  definitionSchemaCases,
  ruleCases,
  customResourceCases,
  versionCases,
  conversionCases,
  tableCases,
  tableColumnCases,
  subresourceCases,
  garbageCollectionCases,
  namespaceCases,
  authenticationCases,
  rbacCases,
  accessReviewCases,
  eventAndLeaseCases,
  metadataCases,
  lifecycleCases,
  fieldValidationCases,
  errorCases,
  concurrencyCases,
  protobufCases,
  webhookCases,
];
