import {
  CustomResource,
  CustomResourceObject,
  MaxLength,
  PrinterColumn,
  SelectableField,
} from '@keelson/runtime';

class Spec {
  @MaxLength(20) size!: string;
}

@CustomResource({ group: 'columns-and-fields.golden.example.com', version: 'v1' })
@PrinterColumn({
  name: 'Size',
  type: 'string',
  jsonPath: '.spec.size',
  description: 'How large.',
  priority: 1,
})
@PrinterColumn({ name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' })
@SelectableField({ jsonPath: '.spec.size' })
export class ColumnsAndFieldsExample extends CustomResourceObject<Spec> {}
