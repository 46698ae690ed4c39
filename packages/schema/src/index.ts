// JSON as an API server holds and prints it.
export {
  cloneJson,
  compareUtf8,
  equalJson,
  getOwn,
  goJson,
  goQuote,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  setOwn,
} from './json.ts';

// What is wrong with an object.
export {
  errorBody,
  errorText,
  type FieldError,
  type FieldErrorType,
  supportedValues,
} from './field-error.ts';
