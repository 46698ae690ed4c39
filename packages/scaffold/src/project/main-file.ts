import {
  isBlock,
  isCallExpression,
  isExpressionStatement,
  isIdentifier,
  isImportDeclaration,
  isNewExpression,
  isPropertyAccessExpression,
  isVariableDeclaration,
  type Node,
  type ParsedModule,
  type SourceFile,
  type Statement,
} from './parse-modules.ts';

/** A reconciler or webhook class to register with the manager. */
export interface MainAddition {
  readonly className: string;
  /** Name in `main.ts` when a class of another group has that name there. */
  readonly alias: string;
  /** As `main.ts` imports it: `./controllers/captain-controller.ts`. */
  readonly module: string;
  /** Its constructor takes the manager's client. @default true */
  readonly takesClient?: boolean | undefined;
}

/** The two lines that register a class; `manager` is the name of the variable. */
export function mainLines(
  { className, module, takesClient = true }: Omit<MainAddition, 'alias'>,
  { manager = 'manager', name = className } = {},
) {
  const parameters = takesClient ? `${manager}.client` : '';
  const imported = name === className ? className : `${className} as ${name}`;
  return {
    importLine: `import { ${imported} } from '${module}';`,
    addLine: `${manager}.add(new ${name}(${parameters}));`,
  };
}

/**
 * The user's `main.ts` with one more class registered: an import after the last one, and
 * `manager.add(...)` after the last of its kind, else before `manager.run()`. Nothing else changes.
 * @returns `undefined` when the place is not certain (syntax errors, no or several managers, no call
 *   of `run` or `start`); the text itself when the class is already named in it
 */
export function addToMain(
  { file, hasErrors }: ParsedModule,
  addition: MainAddition,
): string | undefined {
  if (hasErrors) return undefined;
  const isTaken = names(file, addition.className);
  const name = isTaken ? addition.alias : addition.className;
  if (isTaken && (names(file, name) || !importsNamesake(file, addition.module))) return file.text;
  const lastImport = file.statements.findLast(isImportDeclaration);
  const manager = findManager(file);
  if (lastImport === undefined || manager === undefined) return undefined;
  const place = addPlace(file, manager);
  const importEnd = endOfLine(file.text, lastImport.end);
  if (place === undefined || importEnd === undefined) return undefined;

  const newline = file.text.includes('\r\n') ? '\r\n' : '\n';
  const { importLine, addLine } = mainLines(addition, { manager: manager.name, name });
  const added = `${place.indent}${addLine}`;
  return insert(file.text, [
    { at: importEnd, text: `${newline}${importLine}` },
    { at: place.at, text: place.isLineStart ? `${added}${newline}` : `${newline}${added}` },
  ]);
}

interface ManagerVariable {
  readonly name: string;
  readonly declaration: Node;
}

interface Place {
  readonly at: number;
  readonly indent: string;
  /** Whether `at` is the start of a line, or its end. */
  readonly isLineStart: boolean;
}

function findManager(file: SourceFile): ManagerVariable | undefined {
  const found = all(file, isVariableDeclaration).flatMap((declaration) => {
    const { name, initializer } = declaration;
    const isManager =
      isIdentifier(name) &&
      initializer !== undefined &&
      isNewExpression(initializer) &&
      isIdentifier(initializer.expression) &&
      initializer.expression.text === 'Manager';
    return isManager ? [{ name: name.text, declaration }] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}

/** In the block that declares the manager: after the last `add`, else before what runs it. */
function addPlace(file: SourceFile, { name, declaration }: ManagerVariable): Place | undefined {
  const block = [file, ...all(file, isBlock)].findLast(
    ({ statements }) =>
      statements.length > 0 &&
      (statements[0]?.pos ?? 0) <= declaration.pos &&
      declaration.end <= (statements.at(-1)?.end ?? 0),
  );
  const statements = (block?.statements ?? []).filter(({ pos }) => pos > declaration.pos);
  const lastAdd = statements.findLast(
    (statement) => isExpressionStatement(statement) && callsMethod(statement, name, ['add']),
  );
  if (lastAdd !== undefined) {
    const indent = indentOf(file, lastAdd);
    const at = endOfLine(file.text, lastAdd.end);
    return at === undefined || indent === undefined
      ? undefined
      : { at, indent, isLineStart: false };
  }
  const run = statements.find((statement) => callsMethod(statement, name, ['run', 'start']));
  const indent = run && indentOf(file, run);
  if (run === undefined || indent === undefined) return undefined;
  return { at: run.getStart(file) - indent.length, indent, isLineStart: true };
}

function callsMethod(statement: Statement, object: string, methods: readonly string[]): boolean {
  return all(statement, isCallExpression).some(
    ({ expression }) =>
      isPropertyAccessExpression(expression) &&
      isIdentifier(expression.expression) &&
      expression.expression.text === object &&
      methods.includes(expression.name.text),
  );
}

/** Whether it imports a file of that name from another folder: that of another group. */
function importsNamesake(file: SourceFile, module: string): boolean {
  const ending = module.slice(module.lastIndexOf('/'));
  const imports = file.statements.filter(isImportDeclaration).map(({ pos, end }) => {
    const [, from = ''] = /['"]([^'"]*)['"];?\s*$/.exec(file.text.slice(pos, end)) ?? [];
    return from;
  });
  return !imports.includes(module) && imports.some((from) => from.endsWith(ending));
}

function names(file: SourceFile, name: string): boolean {
  return all(file, isIdentifier).some((identifier) => identifier.text === name);
}

/** White space before the statement; `undefined` when something else stands before it on the line. */
function indentOf(file: SourceFile, statement: Statement): string | undefined {
  const start = statement.getStart(file);
  const line = file.text.slice(file.text.lastIndexOf('\n', start - 1) + 1, start);
  return /^[ \t]*$/.test(line) ? line : undefined;
}

/** Where the line ends; `undefined` when more than a line comment follows on it. */
function endOfLine(text: string, from: number): number | undefined {
  const rest = /^[^\r\n]*/.exec(text.slice(from))?.[0] ?? '';
  return /^[ \t]*(\/\/.*)?$/.test(rest) ? from + rest.length : undefined;
}

function insert(text: string, insertions: readonly { at: number; text: string }[]): string {
  return insertions
    .toSorted((a, b) => b.at - a.at)
    .reduce((done, { at, text: added }) => done.slice(0, at) + added + done.slice(at), text);
}

function all<T extends Node>(root: Node, is: (node: Node) => node is T): T[] {
  const found: T[] = [];
  const visit = (node: Node): void => {
    if (is(node)) found.push(node);
    node.forEachChild(visit);
  };
  visit(root);
  return found;
}
