import {
  type DeepReadonly,
  type FieldError,
  invalid,
  ValidatingWebhook,
  type Validator,
} from '@keelson/runtime';
import { {{className}} } from '{{typesModule}}';

/** Judges what the schema of {{kind}} cannot. */
@ValidatingWebhook({ for: {{className}} })
export class {{className}}Validator implements Validator<{{className}}> {
  validateCreate(object: DeepReadonly<{{className}}>) {
    return invalid(problemsOf(object));
  }

  validateUpdate(object: DeepReadonly<{{className}}>) {
    return invalid(problemsOf(object));
  }
}

/** Your rules go here: each names a field, and what it must be. */
function problemsOf({ spec }: DeepReadonly<{{className}}>): FieldError[] {
  if (spec.size <= 1_000) return [];
  return [{ field: 'spec.size', value: spec.size, message: 'must be at most 1000' }];
}
