import path from 'node:path';
import { managerRbac } from './emit/rbac.ts';
import type { RbacRule } from './model/rbac-rule.ts';
import { readModel } from './read-model.ts';
import { askedRight, type SentRequest } from './rights/asked-right.ts';
import { judgeRights, type RightsFinding } from './rights/judge-rights.ts';
import { redundantRules } from './rights/redundant-rules.ts';
import { formatProblem } from './source/source-error.ts';

/** Options of {@link auditRbac}. */
export interface AuditRbacOptions {
  /** Root of the project. */
  readonly projectDirectory: string;
  /** The project's TypeScript configuration, below its root. @default 'tsconfig.json' */
  readonly tsconfig?: string | undefined;
  /** What the operator really asked for: `requests` of a `RequestRecorder`. */
  readonly requests: readonly SentRequest[];
}

/**
 * Compares the rights that `operator generate` derives from the source with what the operator really
 * asked for: rights that are missing, that nothing asked for, and `@Rbac` that adds nothing. None when
 * all is as it should be.
 * @throws {SourceError} with all that is wrong in the source
 */
export async function auditRbac(options: AuditRbacOptions): Promise<RightsFinding[]> {
  const { projectDirectory, tsconfig, requests } = options;
  const { model, project } = await readModel(path.resolve(projectDirectory), tsconfig);
  const namePrefix = project === undefined ? '' : `${project.projectName}-`;
  const besides = managerRbac({ ...model, rules: [] }, { namePrefix }).flatMap(({ manifests }) =>
    manifests.flatMap((manifest) => rulesOf(manifest)),
  );
  return [
    ...judgeRights({ rules: model.rules, besides, asked: requests.map(askedRight) }),
    ...redundantRules(model.rules).map((problem) => ({
      kind: 'redundant' as const,
      message: `redundant: ${formatProblem(problem)}`,
    })),
  ];
}

interface RoleManifest {
  readonly metadata: { readonly namespace?: string };
  readonly rules?: readonly {
    readonly apiGroups?: readonly string[];
    readonly resources?: readonly string[];
    readonly resourceNames?: readonly string[];
    readonly nonResourceURLs?: readonly string[];
    readonly verbs: readonly string[];
  }[];
}

/** None of a binding. */
function rulesOf(manifest: object): RbacRule[] {
  const { metadata, rules = [] } = manifest as RoleManifest;
  return rules.map(({ apiGroups: groups, nonResourceURLs: urls, ...rule }) => ({
    ...rule,
    groups,
    urls,
    namespace: metadata.namespace,
  }));
}
