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
function problemsOf({ metadata }: DeepReadonly<{{className}}>): FieldError[] {
  const { name } = metadata;
  if (name.length <= 52) return [];
  const message = 'must be no more than 52 characters, so that names made of it fit into labels';
  return [{ field: 'metadata.name', value: name, message }];
}
