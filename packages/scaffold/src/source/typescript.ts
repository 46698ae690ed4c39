// The one module that names TypeScript's API, which 7.0 calls unstable: the rest of `source` imports
// from here, so that a new release of it is a change of this file.
export * from 'typescript/unstable/ast';
export type { FileSystem } from 'typescript/unstable/fs';
export {
  API,
  type Checker,
  type Diagnostic,
  type Program,
  SignatureKind,
  type Symbol as TypeScriptSymbol,
  SymbolFlags,
  type Type,
  TypeFlags,
} from 'typescript/unstable/sync';
