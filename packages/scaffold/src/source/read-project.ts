import path from 'node:path';
import { loadDefinitions } from '@keelson/kubernetes/schema';
import type { ApiModel } from '../model/api-model.ts';
import { decoratorsOf, type DecoratorUse } from './decorator-use.ts';
import { mergeVersions } from './merge-versions.ts';
import { Problems } from './problems.ts';
import { readController, readRbac } from './read-controller.ts';
import { readManagers } from './read-manager.ts';
import { readResource } from './read-resource.ts';
import { readConversion, readWebhook } from './read-webhook.ts';
import { refuseTwins, withConverters } from './webhook-checks.ts';
import { runtimePackage, SchemaNames } from './schema-names.ts';
import { RuleSites } from './rule-sites.ts';
import { SchemaReader } from './schema-reader.ts';
import { openProgram, type SourceProgram, type SourceProgramOptions } from './source-program.ts';
import { SourceError } from './source-error.ts';
import { TypeHints } from './type-hint.ts';
import {
  type ClassDeclaration,
  isClassDeclaration,
  type Node,
  type SourceFile,
} from './typescript.ts';

/** A class of the project with decorators of the runtime. */
interface DecoratedClass {
  readonly declaration: ClassDeclaration;
  readonly decorators: readonly DecoratorUse[];
}

/**
 * What the source of a project says of its API and of the rights that it needs. The source is read,
 * never run.
 * @throws {SourceError} with everything that is wrong
 */
export function readProject(configFile: string, options: SourceProgramOptions = {}): ApiModel {
  using program = openProgram(configFile, options);
  if (program.files.length === 0) {
    throw new SourceError([
      {
        file: path.relative(options.root ?? path.dirname(configFile), configFile),
        line: 1,
        column: 1,
        message: 'names no source files: give the configuration that the operator is compiled with',
      },
    ]);
  }
  const problems = new Problems();
  const definitions = loadDefinitions();
  const names = new SchemaNames(program, definitions);
  const reader = new SchemaReader({
    program,
    problems,
    names,
    hints: new TypeHints(program),
    ruleSites: new RuleSites(),
  });

  // Without it no decorator has a meaning, and the project would seem to have no API.
  for (const file of program.files) {
    for (const specifier of program.missingImports(file, runtimePackage)) {
      problems.add(
        program.problemAt(specifier, `${runtimePackage} is not installed: run npm install`),
      );
    }
  }
  problems.throwIfAny();

  const classes = findDecorated(program, names, problems);
  const defined = withDecorator(classes, 'CustomResource');
  const controllers = [...withDecorator(classes, 'Controller'), ...withDecorator(classes, 'Rbac')];
  const admission = [
    ...withDecorator(classes, 'MutatingWebhook'),
    ...withDecorator(classes, 'ValidatingWebhook'),
  ];
  const conversions = withDecorator(classes, 'Conversion');
  // An unresolved name is of type any to the checker: nothing may be read before it is known good.
  for (const file of apiFiles(program, defined)) problems.add(...program.errorsOf(file));
  for (const [file, uses] of Map.groupBy(
    [...controllers, ...admission, ...conversions],
    ({ use }) => use.node.getSourceFile(),
  )) {
    const decorators = uses.map(({ use }) => use.node);
    problems.add(...program.errorsOf(file, decorators));
  }
  problems.throwIfAny();

  const declarations = defined.flatMap(
    ({ declaration, use }) => problems.collect(() => readResource(reader, declaration, use)) ?? [],
  );
  const rules = controllers.flatMap(
    ({ use }) =>
      problems.collect(() =>
        use.name === 'Rbac' ? readRbac(reader, use) : readController(reader, definitions, use),
      ) ?? [],
  );
  const webhooks = admission.flatMap(({ declaration, use }) => {
    const read = () => readWebhook(reader, definitions, { declaration, use });
    const webhook = problems.collect(read);
    return webhook === undefined ? [] : [{ webhook, node: use.node }];
  });
  const converters = conversions.flatMap(({ use }) => {
    const converter = problems.collect(() => readConversion(reader, definitions, use));
    return converter === undefined ? [] : [{ converter, node: use.node }];
  });
  const managers = program.files.flatMap(
    (file) => problems.collect(() => readManagers(reader, file)) ?? [],
  );
  problems.throwIfAny();
  const merged = mergeVersions(declarations, program, problems);
  refuseTwins(webhooks, program, problems);
  const resources = withConverters(merged, converters, { program, problems });
  problems.throwIfAny();
  return {
    resources,
    webhooks: webhooks.map(({ webhook }) => webhook),
    rules: [...rules, ...managers.flatMap((manager) => manager.rules)],
    leases: managers.flatMap((manager) => manager.leases),
    secureMetrics: managers.some((manager) => manager.secureMetrics),
  };
}

function findDecorated(
  program: SourceProgram,
  names: SchemaNames,
  problems: Problems,
): DecoratedClass[] {
  const found: DecoratedClass[] = [];
  const visit = (node: Node): void => {
    if (isClassDeclaration(node)) {
      const decorators = problems.collect(() => decoratorsOf(program, names, node)) ?? [];
      if (decorators.length > 0) found.push({ declaration: node, decorators });
    }
    node.forEachChild(visit);
  };
  for (const file of program.files) visit(file);
  return found;
}

/** One decorator of the runtime on a class. */
interface DecoratedUse {
  readonly declaration: ClassDeclaration;
  readonly use: DecoratorUse;
}

function withDecorator(classes: readonly DecoratedClass[], name: string): DecoratedUse[] {
  return classes.flatMap(({ declaration, decorators }) =>
    decorators.filter((use) => use.name === name).map((use) => ({ declaration, use })),
  );
}

/** The files that the API's types are written in. */
function apiFiles(
  program: SourceProgram,
  resources: readonly DecoratedUse[],
): ReadonlySet<SourceFile> {
  const files = new Set(resources.map(({ declaration }) => declaration.getSourceFile()));
  for (const file of files) {
    for (const imported of program.importsOf(file)) files.add(imported);
  }
  return files;
}
