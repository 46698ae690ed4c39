import type { RbacRule, RuleOrigin } from '../model/rbac-rule.ts';
import type { AskedRight } from './asked-right.ts';
import { placeOf } from './redundant-rules.ts';
import { describeRight, matchesUrl, type SingleRight, singleRights } from './single-right.ts';

/** Something about the rights of an operator that is not as it should be. */
export interface RightsFinding {
  readonly kind: 'missing' | 'redundant' | 'unused';
  /** One line: what it is, where it comes from, what to do. */
  readonly message: string;
}

/** What {@link judgeRights} compares. */
export interface RightsInQuestion {
  /** What the operator declares and implies: each is to be used. */
  readonly rules: readonly RbacRule[];
  /** What it has besides, for its Lease, its certificates and its metrics, as the deployment needs it. */
  readonly besides: readonly RbacRule[];
  readonly asked: readonly AskedRight[];
}

/** Scaffolded manifests are in this namespace until a kustomization names the real one. */
const ownNamespace = 'system';

/** Rights that everybody has who is authenticated. Semantics: Kubernetes' default roles. */
const everybodysReviews = new Set([
  'selfsubjectaccessreviews',
  'selfsubjectrulesreviews',
  'selfsubjectreviews',
]);
const everybodysUrls = ['/api', '/api/*', '/apis', '/apis/*', '/healthz', '/livez', '/livez/*'];
everybodysUrls.push('/openapi', '/openapi/*', '/readyz', '/readyz/*', '/version', '/version/');

/**
 * Compares the rights that an operator has with those that it asked for. A right that `@Rbac` says is
 * used when its verb was asked for (an informer uses `list` and `watch` together); what `@Controller`
 * and the event recorder imply is one, used when any of its verbs was. `finalizers` is asked for by the
 * API server's admission, not by a request, and so is never unused.
 */
export function judgeRights({ rules, besides, asked }: RightsInQuestion): RightsFinding[] {
  const has = [...rules, ...besides].flatMap(singleRights);
  const missing = new Map<string, AskedRight>();
  for (const right of asked) {
    if (isEverybodys(right) || has.some((one) => allows(one, right))) continue;
    missing.set(describeRight(rightOf(right)), right);
  }
  return [
    ...[...missing].map(([text, right]) => ({
      kind: 'missing' as const,
      message: `missing: the operator asks to ${text}, and no rule allows it. ${remedyOf(right, rules)}`,
    })),
    ...rules.flatMap((rule) => unusedOf(rule, asked)),
  ];
}

function unusedOf(rule: RbacRule, asked: readonly AskedRight[]): RightsFinding[] {
  const { origin } = rule;
  const isDeclared = origin?.by === '@Rbac';
  const byPlace = Map.groupBy(singleRights(rule), (right) => describeRight({ ...right, verb: '' }));
  const unused = [...byPlace.values()].flatMap((rights) => {
    if (rights[0]?.resource?.endsWith('/finalizers') === true) return [];
    const idle = rights.filter((right) => !asked.some((one) => uses(one, right)));
    return isDeclared || idle.length === rights.length ? idle : [];
  });
  const whole = Map.groupBy(unused, (right) => describeRight({ ...right, verb: '' }));
  return [...whole].map(([place, rights]) => {
    const what = `${rights.map(({ verb }) => verb).join(', ')}${place}`;
    return { kind: 'unused', message: `unused: ${sentenceOf(what, origin)}` };
  });
}

function sentenceOf(what: string, origin: RuleOrigin | undefined): string {
  const given = `${placeOf(origin) ?? 'a rule'} gives the right to ${what}, which was never asked for`;
  return origin?.by === '@Rbac'
    ? `${given}. Take it out, or record a test that needs it`
    : `${given}. Record a test that needs it, or declare less there`;
}

/** An informer lists and watches by one and the same right. */
function uses(asked: AskedRight, right: SingleRight): boolean {
  return (
    allows(right, asked) || (right.verb === 'list' && allows({ ...right, verb: 'watch' }, asked))
  );
}

function allows(right: SingleRight, asked: AskedRight): boolean {
  if (right.verb !== asked.verb) return false;
  if ('url' in asked) return right.url !== undefined && matchesUrl(right.url, asked.url);
  const { namespace, resourceNames } = right;
  return (
    right.group === asked.group &&
    right.resource === asked.resource &&
    (resourceNames === undefined || resourceNames.includes(asked.name)) &&
    (namespace === undefined ||
      namespace === asked.namespace ||
      (namespace === ownNamespace && asked.namespace !== ''))
  );
}

function isEverybodys(asked: AskedRight): boolean {
  if ('url' in asked) return everybodysUrls.some((pattern) => matchesUrl(pattern, asked.url));
  return asked.verb === 'create' && everybodysReviews.has(asked.resource);
}

function rightOf(asked: AskedRight): SingleRight {
  if ('url' in asked) return asked;
  const { verb, group, resource } = asked;
  return { verb, group, resource };
}

/** The decorator to write, and the reconciler that has most to do with the resource. */
function remedyOf(asked: AskedRight, rules: readonly RbacRule[]): string {
  const right =
    'url' in asked
      ? `urls: ['${asked.url}']`
      : `groups: ['${asked.group}'], resources: ['${asked.resource}']`;
  const origins = rules
    .filter(({ origin }) => origin !== undefined && origin.by !== 'manager.events')
    .toSorted((a, b) => nearness(b, asked) - nearness(a, asked));
  const place = origins[0]?.origin;
  const reconcilers = new Set(origins.map(({ origin }) => origin?.file));
  const isSure = origins[0] !== undefined && nearness(origins[0], asked) > 0;
  const where =
    place !== undefined && (isSure || reconcilers.size === 1)
      ? `at ${place.file}:${place.line}:${place.column}`
      : 'on the reconciler that does it';
  return `Write @Rbac({ ${right}, verbs: ['${asked.verb}'] }) ${where}`;
}

function nearness({ groups = [], resources = [] }: RbacRule, asked: AskedRight): number {
  if ('url' in asked) return 0;
  if (!groups.includes(asked.group)) return 0;
  const plural = asked.resource.split('/')[0];
  return resources.some((resource) => resource.split('/')[0] === plural) ? 2 : 0;
}
