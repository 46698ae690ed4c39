import type { SourceFile } from 'typescript/unstable/ast';
import { createVirtualFileSystem } from 'typescript/unstable/fs';
import { API } from 'typescript/unstable/sync';

// All that this folder takes of TypeScript's API, which 7.0 calls unstable.
export type { Node, SourceFile, Statement } from 'typescript/unstable/ast';
export {
  isBlock,
  isCallExpression,
  isExpressionStatement,
  isIdentifier,
  isImportDeclaration,
  isNewExpression,
  isPropertyAccessExpression,
  isVariableDeclaration,
} from 'typescript/unstable/ast/is';

/** A module as the compiler reads it, alone: nothing is resolved and no type is known. */
export interface ParsedModule {
  readonly file: SourceFile;
  readonly hasErrors: boolean;
}

/** Parses source texts with the TypeScript compiler, without touching the disk. */
export function parseModules(sources: readonly string[]): ParsedModule[] {
  const folder = '/parsed';
  const names = sources.map((_, index) => `module${index}.ts`);
  const config = {
    compilerOptions: { module: 'nodenext', noLib: true, noResolve: true, types: [] },
    files: names,
  };
  const files: Record<string, string> = { [`${folder}/tsconfig.json`]: JSON.stringify(config) };
  for (const [index, name] of names.entries()) files[`${folder}/${name}`] = sources[index] ?? '';

  const api = new API({ cwd: folder, fs: createVirtualFileSystem(files) });
  try {
    const snapshot = api.updateSnapshot({ openProjects: [`${folder}/tsconfig.json`] });
    const program = snapshot.getProject(`${folder}/tsconfig.json`)?.program;
    return names.map((name) => {
      const file = program?.getSourceFile(`${folder}/${name}`);
      if (program === undefined || file === undefined) throw new Error('the compiler read nothing');
      // The tree is fetched node by node while the compiler runs: walk all of it now.
      walk(file);
      return { file, hasErrors: program.getSyntacticDiagnostics(`${folder}/${name}`).length > 0 };
    });
  } finally {
    api.close();
  }
}

function walk(node: Pick<SourceFile, 'forEachChild'>): void {
  node.forEachChild((child) => walk(child));
}
