import type { LeaseModel } from '../model/api-model.ts';
import type { RbacRule, RuleOrigin } from '../model/rbac-rule.ts';
import { readConstant, readText } from './constant.ts';
import { originOf, partsOf } from './read-controller.ts';
import { followConstant } from './read-kind.ts';
import type { TypeReader } from './type-reader.ts';
import {
  isBinaryExpression,
  isConditionalExpression,
  isNewExpression,
  isObjectLiteralExpression,
  isPropertyAccessExpression,
  type Node,
  type SourceFile,
  SyntaxKind,
} from './typescript.ts';

/** What the use of the runtime's own classes in a file takes. */
export interface ManagerModel {
  readonly leases: readonly LeaseModel[];
  readonly secureMetrics: boolean;
  readonly rules: readonly RbacRule[];
}

/** Types of what a manager hands out for recording events. */
const recorderTypes = new Set(['EventRecorder', 'EventSink']);

const eventRule: RbacRule = {
  groups: ['events.k8s.io'],
  resources: ['events'],
  verbs: ['create', 'patch'],
};

/** Finds the managers that a file makes, and whether it hands out an event recorder. */
export function readManagers(reader: TypeReader, file: SourceFile): ManagerModel {
  const leases: LeaseModel[] = [];
  let secureMetrics = false;
  let recordsEvents: RuleOrigin | undefined;
  const visit = (node: Node): void => {
    if (isNewExpression(node) && isRuntimeName(reader, node.expression, 'Manager')) {
      const [options] = node.arguments ?? [];
      const parts = options ? partsOf(reader, options) : new Map<string, Node>();
      leases.push(...readLeases(reader, parts.get('leaderElection')));
      secureMetrics ||= isSecure(reader, parts.get('metrics'));
    }
    if (isPropertyAccessExpression(node) && node.name.text === 'events') {
      if (recordsEvents === undefined && hasRuntimeType(reader, node, recorderTypes)) {
        recordsEvents = originOf(reader, node, 'manager.events');
      }
    }
    node.forEachChild(visit);
  };
  visit(file);
  return {
    leases,
    secureMetrics,
    rules: recordsEvents ? [{ ...eventRule, origin: recordsEvents }] : [],
  };
}

/** `leaderElection` may depend on a flag: every object that it can be counts. */
function readLeases(reader: TypeReader, node: Node | undefined): LeaseModel[] {
  if (node === undefined) return [];
  const value = followConstant(reader, node);
  if (isConditionalExpression(value)) {
    return [...readLeases(reader, value.whenTrue), ...readLeases(reader, value.whenFalse)];
  }
  if (isBinaryExpression(value)) {
    return [...readLeases(reader, value.left), ...readLeases(reader, value.right)];
  }
  if (!isObjectLiteralExpression(value)) return [];
  const parts = partsOf(reader, value);
  const name = parts.get('name');
  if (name === undefined)
    return reader.refuse(value, 'leader election needs the name of its Lease');
  const { program } = reader.context;
  const namespace = reader.context.problems.attempt(() => {
    const given = parts.get('namespace');
    return given && readConstant(program, given);
  });
  return [
    {
      name: readText(program, name),
      ...(typeof namespace === 'string' && { namespace }),
    },
  ];
}

function isSecure(reader: TypeReader, node: Node | undefined): boolean {
  const secure = node && partsOf(reader, node).get('secure');
  return secure !== undefined && secure.kind !== SyntaxKind.FalseKeyword;
}

function isRuntimeName(reader: TypeReader, node: Node, name: string): boolean {
  const { program, names } = reader.context;
  const symbol = program.resolve(node);
  const declaration = symbol && program.declarationOf(symbol);
  return symbol?.name === name && declaration !== undefined && names.isRuntime(declaration);
}

function hasRuntimeType(reader: TypeReader, node: Node, wanted: ReadonlySet<string>): boolean {
  const { program, names } = reader.context;
  const symbol = program.checker.getTypeAtLocation(node)?.getSymbol();
  const declaration = symbol && program.typeDeclarationOf(symbol);
  return (
    symbol !== undefined &&
    wanted.has(symbol.name) &&
    declaration !== undefined &&
    names.isRuntime(declaration)
  );
}
