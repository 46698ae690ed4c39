import { describe, expect, it } from 'vitest';
import type { RbacRule, RuleOrigin } from '../model/rbac-rule.ts';
import { askedRight } from './asked-right.ts';
import { judgeRights } from './judge-rights.ts';

const origin = (by: RuleOrigin['by'], line: number): RuleOrigin => ({
  by,
  file: 'src/controllers/ship.ts',
  line,
  column: 2,
});
const ships = { groups: ['x.io'], resources: ['ships'] };
const controller: RbacRule = {
  ...ships,
  verbs: ['get', 'list', 'watch', 'update'],
  origin: origin('@Controller', 8),
};
const watchShips = 'GET /apis/x.io/v1/ships?watch=true';

function judge(rules: readonly RbacRule[], ...asked: string[]): string[] {
  const requests = asked.map((line) => {
    const [method, uri = ''] = line.split(' ');
    return askedRight({ method, uri });
  });
  const lease = { groups: ['coordination.k8s.io'], resources: ['leases'], namespace: 'system' };
  const besides = [{ ...lease, resourceNames: ['ship'], verbs: ['get'] }];
  return judgeRights({ rules, besides, asked: requests }).map(({ message }) => message);
}

describe('judgeRights', () => {
  it('finds nothing where each right is used, and everybody may read the API', () => {
    const lease = 'GET /apis/coordination.k8s.io/v1/namespaces/ops/leases/ship';
    const review = 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    expect(judge([controller], watchShips, lease, review, 'GET /apis/x.io/v1')).toEqual([]);
  });

  it('names what is missing once, with the decorator and its place', () => {
    const remove = 'DELETE /apis/x.io/v1/namespaces/a/ships/b';
    expect(judge([controller], watchShips, remove, remove)).toEqual([
      'missing: the operator asks to delete ships.x.io, and no rule allows it. ' +
        "Write @Rbac({ groups: ['x.io'], resources: ['ships'], verbs: ['delete'] }) at src/controllers/ship.ts:8:2",
    ]);
  });

  it('says on which reconciler it cannot know', () => {
    const other = { ...controller, origin: { ...origin('@Controller', 3), file: 'src/other.ts' } };
    expect(judge([controller, other], watchShips, 'GET /api/v1/pods')[0]).toMatch(
      /verbs: \['list'\] }\) on the reconciler that does it$/,
    );
  });

  it('takes each verb of @Rbac by itself', () => {
    const pods = { groups: [''], resources: ['pods'], verbs: ['delete', 'patch'] };
    const rules = [controller, { ...pods, origin: origin('@Rbac', 9) }];
    expect(judge(rules, watchShips, 'PATCH /api/v1/namespaces/a/pods/b')).toEqual([
      'unused: @Rbac at src/controllers/ship.ts:9:2 gives the right to delete pods, which was never asked for. ' +
        'Take it out, or record a test that needs it',
    ]);
  });

  it('takes what @Controller implies as one, and leaves finalizers to admission', () => {
    const finalizers = { ...controller, resources: ['ships/finalizers'], verbs: ['update'] };
    const status = { ...controller, resources: ['ships/status'], verbs: ['get', 'patch'] };
    expect(judge([controller, finalizers, status], watchShips)).toEqual([
      'unused: @Controller at src/controllers/ship.ts:8:2 gives the right to get, patch ships.x.io/status, which was never asked for. ' +
        'Record a test that needs it, or declare less there',
    ]);
  });

  it('holds rights to their names and namespaces', () => {
    const secret = { groups: [''], resources: ['secrets'], verbs: ['get'] };
    const rules = [{ ...secret, resourceNames: ['ca'], namespace: 'a' }];
    expect(judge(rules, 'GET /api/v1/namespaces/a/secrets/ca')).toEqual([]);
    expect(judge(rules, 'GET /api/v1/namespaces/b/secrets/ca')).toHaveLength(2);
    expect(judge(rules, 'GET /api/v1/namespaces/a/secrets/other')).toHaveLength(2);
  });

  it('matches URLs', () => {
    const rules = [{ urls: ['/logs/*'], verbs: ['get'] }];
    expect(judge(rules, 'GET /logs/a')).toEqual([]);
    expect(judge(rules, 'GET /log')).toHaveLength(2);
  });
});
