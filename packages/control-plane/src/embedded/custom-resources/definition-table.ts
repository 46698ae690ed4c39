import type { TableColumn, TableFormat } from '../registry/strategy.ts';
import { isConditionTrue, objectOf, textOf, textsOf, versionsOf } from './definition.ts';

/** The first column of most tables. */
export const nameColumn: TableColumn = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description:
    'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names',
  priority: 0,
};

/** What the server says of `metadata.creationTimestamp`. */
export const creationDescription =
  'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata';

/** CustomResourceDefinitions as a Table. */
export const definitionTable: TableFormat = {
  columns: [
    nameColumn,
    column('Scope', 'string', 'Cluster/Namespaced'),
    column('Versions', 'string', 'Served versions'),
    column('Created At', 'date', creationDescription),
    { ...column('Group', 'string', 'API group'), priority: 1 },
    { ...column('Kind', 'string', 'CustomResource kind'), priority: 1 },
    { ...column('ShortNames', 'string', 'Short names'), priority: 1 },
    { ...column('Established', 'boolean', 'Established status'), priority: 1 },
  ],
  cellsOf: (definition) => {
    const metadata = objectOf(definition, 'metadata');
    const spec = objectOf(definition, 'spec');
    const names = objectOf(spec, 'names');
    const versions = versionsOf(definition)
      .filter(({ served }) => served === true)
      .map(
        (version) => `${textOf(version, 'name')}${version['storage'] === true ? '(storage)' : ''}`,
      )
      .toSorted();
    return [
      textOf(metadata, 'name'),
      textOf(spec, 'scope'),
      versions.join(','),
      textOf(metadata, 'creationTimestamp'),
      textOf(spec, 'group'),
      textOf(names, 'kind'),
      textsOf(names, 'shortNames').join(','),
      isConditionTrue(definition, 'Established'),
    ];
  },
};

function column(name: string, type: string, description: string): TableColumn {
  return { name, type, format: '', description, priority: 0 };
}
