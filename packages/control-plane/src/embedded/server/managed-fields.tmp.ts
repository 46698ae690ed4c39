import type { FieldManagement } from '../rest/registry-services.ts';
export const temporaryFields: FieldManagement = {
  update: () => undefined,
  apply: (_live, applied) => applied,
};
