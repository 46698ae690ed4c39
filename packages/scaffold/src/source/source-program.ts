import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SourceError, type SourceProblem } from './source-error.ts';
import {
  API,
  type Checker,
  type Diagnostic,
  type FileSystem,
  isClassDeclaration,
  isExportDeclaration,
  isImportDeclaration,
  isInterfaceDeclaration,
  isShorthandPropertyAssignment,
  isStringLiteral,
  isTypeAliasDeclaration,
  type Node,
  type Program,
  type SourceFile,
  SymbolFlags,
  type TypeScriptSymbol,
} from './typescript.ts';

const nodeTypes = '@types/node';

/** Options of {@link openProgram}. */
export interface SourceProgramOptions {
  /** Folder that the reported paths are below. @default the folder of the configuration */
  readonly root?: string | undefined;
  /** Files that are not on disk, for tests. @default none */
  readonly files?: FileSystem | undefined;
}

/** A TypeScript project, parsed and type-checked by a compiler process that {@link dispose} ends. */
export interface SourceProgram extends Disposable {
  readonly checker: Checker;
  /** The project's own modules, sorted: no declarations, tests or dependencies. */
  readonly files: readonly SourceFile[];
  /** Whether the node stands in one of {@link files} (and not in a dependency). */
  owns(node: Node): boolean;
  /** What a name means, imports followed; `undefined` when it means nothing. */
  resolve(name: Node): TypeScriptSymbol | undefined;
  /** Where a symbol is declared as a value, else as a type. */
  declarationOf(symbol: TypeScriptSymbol): Node | undefined;
  /** Where a symbol is declared as a class, an interface or an alias. */
  typeDeclarationOf(symbol: TypeScriptSymbol): Node | undefined;
  /** Whether a node stands in TypeScript's own declarations, or in those of Node. */
  isStandardLibrary(node: Node): boolean;
  /** Name of the package that a file belongs to, from its package.json. */
  packageOf(file: SourceFile): string | undefined;
  /** Where a file imports from a package that is not there. */
  missingImports(file: SourceFile, packageName: string): readonly Node[];
  /** Modules of the project that a file imports from, or exports again. */
  importsOf(file: SourceFile): readonly SourceFile[];
  /** What the compiler has against a file. */
  errorsOf(file: SourceFile, within?: readonly Node[]): SourceProblem[];
  /** A problem at a node, or some characters into it. */
  problemAt(node: Node, message: string, offset?: number): SourceProblem;
}

/**
 * Opens the project of a tsconfig.json.
 * @throws {SourceError} when the configuration cannot be used
 */
export function openProgram(configFile: string, options: SourceProgramOptions = {}): SourceProgram {
  const root = path.resolve(options.root ?? path.dirname(configFile));
  const api = new API({ cwd: root, ...(options.files && { fs: options.files }) });
  try {
    const project = api.updateSnapshot({ openProjects: [configFile] }).getProject(configFile);
    if (project === undefined) {
      const message = 'there is no such TypeScript configuration';
      const file = path.relative(root, configFile);
      throw new SourceError([{ file, line: 1, column: 1, message }]);
    }
    const { program, checker } = project;
    const configErrors = program.getConfigFileParsingDiagnostics();
    if (configErrors.length > 0) {
      throw new SourceError(
        configErrors.map(({ text }) => ({
          file: path.relative(root, configFile),
          line: 1,
          column: 1,
          message: text,
        })),
      );
    }
    return new CompilerProgram(api, { program, checker, root });
  } catch (error) {
    closeQuietly(api);
    throw error;
  }
}

interface Opened {
  readonly program: Program;
  readonly checker: Checker;
  readonly root: string;
}

class CompilerProgram implements SourceProgram {
  readonly checker: Checker;
  readonly files: readonly SourceFile[];
  readonly #api: API;
  readonly #program: Program;
  readonly #root: string;
  readonly #own: ReadonlySet<string>;
  readonly #packageNames = new Map<string, string | undefined>();

  constructor(api: API, { program, checker, root }: Opened) {
    this.#api = api;
    this.#program = program;
    this.#root = root;
    this.checker = checker;
    const names = program.getSourceFileNames().filter((name) => isOwnModule(root, name));
    this.#own = new Set(names);
    this.files = names.toSorted().flatMap((name) => program.getSourceFile(name) ?? []);
  }

  [Symbol.dispose](): void {
    closeQuietly(this.#api);
  }

  owns(node: Node): boolean {
    return this.#own.has(node.getSourceFile().fileName);
  }

  resolve(name: Node): TypeScriptSymbol | undefined {
    const symbol = isShorthandPropertyAssignment(name.parent)
      ? this.checker.getShorthandAssignmentValueSymbol(name.parent)
      : this.checker.getSymbolAtLocation(name);
    if (symbol === undefined || (symbol.flags & SymbolFlags.Alias) === 0) return symbol;
    const target = this.checker.getAliasedSymbol(symbol);
    return this.checker.isUnknownSymbol(target) ? undefined : target;
  }

  declarationOf(symbol: TypeScriptSymbol): Node | undefined {
    return (symbol.valueDeclaration ?? symbol.declarations[0])?.resolve();
  }

  typeDeclarationOf(symbol: TypeScriptSymbol): Node | undefined {
    const declarations = symbol.declarations.flatMap((handle) => handle.resolve() ?? []);
    return declarations.find(
      (node) =>
        isClassDeclaration(node) || isInterfaceDeclaration(node) || isTypeAliasDeclaration(node),
    );
  }

  isStandardLibrary(node: Node): boolean {
    const { fileName } = node.getSourceFile();
    const metadata = this.#program.getSourceFileMetadata(fileName);
    return (
      metadata?.isDefaultLibrary === true || this.packageOf(node.getSourceFile()) === nodeTypes
    );
  }

  packageOf(file: SourceFile): string | undefined {
    const folder = this.#program.getSourceFileMetadata(file.fileName)?.packageJsonDirectory;
    if (folder === undefined || folder === '') return undefined;
    if (!this.#packageNames.has(folder)) this.#packageNames.set(folder, readPackageName(folder));
    return this.#packageNames.get(folder);
  }

  missingImports(file: SourceFile, packageName: string): readonly Node[] {
    return file.statements
      .flatMap((statement) => (isImportDeclaration(statement) ? statement.moduleSpecifier : []))
      .filter((specifier) => isStringLiteral(specifier) && specifier.text === packageName)
      .filter((specifier) => this.checker.getSymbolAtLocation(specifier) === undefined);
  }

  importsOf(file: SourceFile): readonly SourceFile[] {
    return file.statements.flatMap((statement) => {
      if (!isImportDeclaration(statement) && !isExportDeclaration(statement)) return [];
      const { moduleSpecifier } = statement;
      const module = moduleSpecifier && this.checker.getSymbolAtLocation(moduleSpecifier);
      const target = module && this.declarationOf(module)?.getSourceFile();
      return target !== undefined && this.#own.has(target.fileName) ? [target] : [];
    });
  }

  errorsOf(file: SourceFile, within?: readonly Node[]): SourceProblem[] {
    const { fileName } = file;
    return (
      [
        ...this.#program.getSyntacticDiagnostics(fileName),
        ...this.#program.getSemanticDiagnostics(fileName),
      ]
        .filter(({ pos }) => within?.some((node) => node.pos <= pos && pos < node.end) ?? true)
        // What is merely unused is in nobody's way.
        .filter(({ reportsUnnecessary }) => reportsUnnecessary !== true)
        .map((error) => this.#problem(file, error.pos, `TS${error.code}: ${fullText(error)}`))
    );
  }

  problemAt(node: Node, message: string, offset = 0): SourceProblem {
    const file = node.getSourceFile();
    return this.#problem(file, node.getStart(file) + offset, message);
  }

  #problem(file: SourceFile, position: number, message: string): SourceProblem {
    const before = file.text.slice(0, position).split('\n');
    return {
      file: path.relative(this.#root, file.fileName).split(path.sep).join('/'),
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
      message,
    };
  }
}

/** Ended by the signal that `close` sends, the compiler's process may write of it to our stderr. */
function closeQuietly(api: API): void {
  const { client } = api as unknown as { client?: { channel?: { child?: ChildProcess } } };
  const child = client?.channel?.child;
  const pid = child?.pid;
  if (child && pid) child.kill = (): boolean => process.kill(pid, 'SIGKILL');
  api.close();
}

/** What the compiler says, with the innermost of its reasons. */
function fullText({ text, messageChain }: Diagnostic): string {
  let reason = messageChain?.[0];
  while (reason?.messageChain?.[0] !== undefined) reason = reason.messageChain[0];
  return reason === undefined ? text : `${text} ${reason.text}`;
}

/** Kinds that a test declares for itself are no API of the project. */
function isOwnModule(root: string, fileName: string): boolean {
  const relative = path.relative(root, fileName).split(path.sep).join('/');
  return (
    !relative.startsWith('../') &&
    !relative.split('/').includes('node_modules') &&
    !/\.d\.[cm]?ts$/.test(relative) &&
    !/\.(test|spec)\.[cm]?tsx?$/.test(relative)
  );
}

function readPackageName(folder: string): string | undefined {
  try {
    const text = readFileSync(path.join(folder, 'package.json'), 'utf8');
    return (JSON.parse(text) as { name?: string }).name;
  } catch {
    return undefined;
  }
}
