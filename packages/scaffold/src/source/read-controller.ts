import type { Definitions } from '@keelson/kubernetes/schema';
import type { RbacRule, RuleOrigin } from '../model/rbac-rule.ts';
import { readConstant, readText } from './constant.ts';
import type { DecoratorUse } from './decorator-use.ts';
import { membersOfLiteral } from './object-literal.ts';
import { followConstant, type KindModel, readKind } from './read-kind.ts';
import type { TypeReader } from './type-reader.ts';
import { isArrayLiteralExpression, isSpreadElement, type Node } from './typescript.ts';

const read = ['get', 'list', 'watch'];

/** The rights that `@Controller` implies: what its watches and the writes that go with them take. */
export function readController(
  reader: TypeReader,
  definitions: Definitions,
  { args: [options], node }: DecoratorUse,
): RbacRule[] {
  const parts = partsOf(reader, options ?? node);
  const target = parts.get('for');
  if (target === undefined) {
    return reader.refuse(node, 'write the options of @Controller here, as an object with "for"');
  }
  const kindOf = (part: Node) => readKind(reader, definitions, part);
  const owned = itemsOf(reader, parts.get('owns')).map(kindOf);
  const watched = itemsOf(reader, parts.get('watches')).map(kindOf);
  const origin = originOf(reader, node, '@Controller');
  const implied = [
    ...reconciledRules(kindOf(target), {
      hasFinalizer: parts.has('finalizer'),
      hasOwned: owned.length > 0,
    }),
    ...owned.map((kind) => rule(kind, '', [...read, 'create', 'delete', 'patch', 'update'])),
    ...watched.map((kind) => rule(kind, '', read)),
  ];
  return implied.map((one) => ({ ...one, origin }));
}

/** Where a right comes from. */
export function originOf(reader: TypeReader, node: Node, by: RuleOrigin['by']): RuleOrigin {
  const { file, line, column } = reader.context.program.problemAt(node, '');
  return { by, file, line, column };
}

/** The rights that `@Rbac` asks for. */
export function readRbac(reader: TypeReader, { args: [argument], node }: DecoratorUse): RbacRule {
  const value = argument && readConstant(reader.context.program, argument);
  const declared = (value ?? { verbs: [] }) as unknown as RbacRule;
  const { groups = [], resources = [], urls = [], verbs } = declared;
  if ([...groups, ...resources, ...urls, ...verbs].includes('*')) {
    return reader.refuse(
      node,
      'a wildcard gives rights that nobody counted: name the groups, resources, URLs and verbs',
    );
  }
  if (verbs.length === 0) return reader.refuse(node, 'a right needs verbs');
  if (resources.length > 0 && groups.length === 0) {
    return reader.refuse(node, "name the API groups of the resources: groups: [''] is the core");
  }
  if (resources.length === 0 && urls.length === 0) {
    return reader.refuse(node, 'a right is on "resources" (with their "groups") or on "urls"');
  }
  if (urls.length > 0 && declared.namespace !== undefined) {
    return reader.refuse(node, 'URLs are in no namespace: leave out "namespace"');
  }
  return { ...declared, origin: originOf(reader, node, '@Rbac') };
}

/** A reference that blocks an owner's deletion takes the right to its finalizers. */
function reconciledRules(
  kind: KindModel,
  { hasFinalizer, hasOwned }: { readonly hasFinalizer: boolean; readonly hasOwned: boolean },
): RbacRule[] {
  return [
    rule(kind, '', hasFinalizer ? [...read, 'patch', 'update'] : read),
    ...(kind.hasOwnStatus ? [rule(kind, '/status', ['get', 'patch', 'update'])] : []),
    ...(hasFinalizer || hasOwned ? [rule(kind, '/finalizers', ['update'])] : []),
  ];
}

function rule({ group, plural }: KindModel, part: string, verbs: readonly string[]): RbacRule {
  return { groups: [group], resources: [`${plural}${part}`], verbs };
}

/** The members of an object literal, spreads of constants included. */
export function partsOf(reader: TypeReader, node: Node): ReadonlyMap<string, Node> {
  const { program } = reader.context;
  const literal = followConstant(reader, node);
  const members = membersOfLiteral(literal, (key) => readText(program, key));
  return new Map(
    members.flatMap(({ key, value }): [string, Node][] => {
      if (value === undefined) return [];
      return key === undefined ? [...partsOf(reader, value)] : [[key, value]];
    }),
  );
}

function itemsOf(reader: TypeReader, node: Node | undefined): readonly Node[] {
  if (node === undefined) return [];
  const list = followConstant(reader, node);
  if (!isArrayLiteralExpression(list)) {
    return reader.refuse(node, 'write the list here, or name a constant that is one');
  }
  return list.elements.flatMap((element) =>
    isSpreadElement(element) ? itemsOf(reader, element.expression) : [element],
  );
}
