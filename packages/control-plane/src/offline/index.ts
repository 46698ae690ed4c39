// What definitions say of objects, without a server.
export { CustomResourceDefinitions, readDefinitions } from './custom-resource-definitions.ts';
export { DefinedKind, type KindRef, type ValidateWriteOptions } from './defined-kind.ts';
