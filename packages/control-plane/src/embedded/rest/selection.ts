import { isJsonObject, type JsonObject } from '@keelson/schema';
import { textOf } from '../json/text-of.ts';
import { checkFieldLabels } from '../selectors/field-labels.ts';
import { parseFieldSelector } from '../selectors/field-selector.ts';
import { parseLabelSelector } from '../selectors/label-selector.ts';
import { badRequest } from '../status-error.ts';
import type { ListOptions } from './request-options.ts';
import type { ServedResource } from './served-resource.ts';

/** Which objects of a resource a list, watch or deletion is about. */
export interface Selection {
  /** Selects everything. */
  readonly isAll: boolean;
  /** The one namespace, when there is but one. */
  readonly namespace: string;
  /** The one name, when there is but one. */
  readonly name: string | undefined;
  /** For objects of the namespace. */
  matches(object: JsonObject): boolean;
}

/** Where a list looks: from the path. */
export interface SelectionScope {
  readonly namespace: string;
  /** `''` for all. */
  readonly name: string;
}

/** @throws {StatusError} 400 for selectors that cannot be read or are not supported */
export function selectionOf(
  resource: ServedResource,
  options: Pick<ListOptions, 'labelSelector' | 'fieldSelector'>,
  scope: SelectionScope,
): Selection {
  const { fieldLabels } = resource.strategy;
  const labels = parseLabelSelector(options.labelSelector);
  const fields = parseFieldSelector(options.fieldSelector);
  checkFieldLabels(fields, {
    group: resource.group,
    kind: resource.kind,
    isNamespaced: resource.namespaced,
    isCustomResource: resource.isCustom,
    labels: fieldLabels,
  });
  const exactName = fields.exactValueOf('metadata.name');
  if (scope.name !== '' && !fields.isEmpty && exactName !== scope.name) {
    throw badRequest("fieldSelector metadata.name doesn't match requested name");
  }
  const fieldOf = (object: JsonObject, label: string): string => {
    const metadata = object['metadata'] as JsonObject;
    if (label === 'metadata.name') return textOf(metadata, 'name');
    if (label === 'metadata.namespace') return textOf(metadata, 'namespace');
    return fieldLabels.get(label)?.(object) ?? '';
  };
  const name = scope.name === '' ? exactName : scope.name;
  const isAll = labels.isEmpty && fields.isEmpty && name === undefined;
  return {
    isAll,
    namespace: scope.namespace || (fields.exactValueOf('metadata.namespace') ?? ''),
    name,
    matches: (object) => {
      if (isAll) return true;
      const metadata = object['metadata'] as JsonObject;
      if (name !== undefined && metadata['name'] !== name) return false;
      const own = metadata['labels'];
      if (!labels.matches(isJsonObject(own) ? own : {})) return false;
      return fields.matches((label) => fieldOf(object, label));
    },
  };
}
