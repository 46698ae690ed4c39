import type { Json, JsonObject } from '../exact-json.ts';
import { group } from '../group.ts';
import { accessReview, accessReviews, asGranted } from './access.ts';

const read = { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] };
const version = { apiVersion: 'authorization.k8s.io/v1' };

/** Rules that only this case gives: all authenticated users have more. */
function ownRules({ status }: JsonObject): Json {
  const { resourceRules = [], incomplete } = (status ?? {}) as {
    resourceRules?: JsonObject[];
    incomplete?: boolean;
  };
  const own = resourceRules.filter(({ resources }) => (resources as string[]).includes('secrets'));
  return { own, incomplete: incomplete ?? null };
}

export const accessReviewCases = group('access-reviews', {
  'of somebody': async (api) => {
    await asGranted(api, [read]);
    const user = `jane-${api.id}`;
    const attributes = { verb: 'get', resource: 'secrets', namespace: api.namespace };
    for (const resourceAttributes of [
      attributes,
      { ...attributes, verb: 'delete' },
      { ...attributes, namespace: 'other' },
      { ...attributes, namespace: undefined },
    ]) {
      await api.post(
        `${accessReviews}/subjectaccessreviews`,
        accessReview({ user, resourceAttributes }),
      );
    }
  },
  'of the administrator': async (api) => {
    const resourceAttributes = { verb: 'delete', resource: 'nodes' };
    await api.post(
      `${accessReviews}/subjectaccessreviews`,
      accessReview({ user: 'x', groups: ['system:masters'], resourceAttributes }),
    );
  },
  'of a path': async (api) => {
    const path = `${accessReviews}/subjectaccessreviews`;
    const groups = ['system:unauthenticated'];
    const review = (asked: string) =>
      accessReview({ user: 'x', groups, nonResourceAttributes: { verb: 'get', path: asked } });
    for (const asked of ['/healthz', '/metrics', '/x']) await api.post(path, review(asked));
  },
  'that are none': async (api) => {
    const path = `${accessReviews}/subjectaccessreviews`;
    const resourceAttributes = { verb: 'get', resource: 'secrets' };
    const nonResourceAttributes = { verb: 'get', path: '/' };
    await api.post(path, accessReview({}));
    await api.post(path, accessReview({ user: 'x' }));
    await api.post(path, accessReview({ resourceAttributes }));
    await api.post(path, accessReview({ user: 'x', resourceAttributes, nonResourceAttributes }));
    await api.post(path, {
      ...accessReview({ user: 'x', resourceAttributes }),
      metadata: { name: 'a' },
    });
    await api.get(path);
  },
  'with selectors': async (api) => {
    const path = `${accessReviews}/subjectaccessreviews`;
    const attributes = { verb: 'list', resource: 'secrets' };
    const requirements = [{ key: 'a', operator: 'In', values: ['b'] }];
    await api.post(
      path,
      accessReview({
        user: 'x',
        resourceAttributes: { ...attributes, labelSelector: { requirements } },
      }),
    );
    await api.post(
      path,
      accessReview({
        user: 'x',
        resourceAttributes: { ...attributes, labelSelector: { requirements, rawSelector: 'a=b' } },
      }),
    );
    await api.post(
      path,
      accessReview({ user: 'x', resourceAttributes: { ...attributes, fieldSelector: {} } }),
    );
  },
  'of oneself': async (api) => {
    const jane = await asGranted(api, [read]);
    const path = `${accessReviews}/selfsubjectaccessreviews`;
    const kind = { ...version, kind: 'SelfSubjectAccessReview' };
    const attributes = { verb: 'get', resource: 'secrets', namespace: api.namespace };
    await jane.post(path, { ...kind, spec: { resourceAttributes: attributes } });
    await jane.post(path, {
      ...kind,
      spec: { resourceAttributes: { ...attributes, verb: 'create' } },
    });
    await jane.post(path, {
      ...kind,
      spec: { nonResourceAttributes: { verb: 'get', path: '/apis' } },
    });
    await jane.post(path, { ...kind, spec: {} });
    await api.post(path, {
      ...kind,
      spec: { resourceAttributes: { verb: '*', group: '*', resource: '*' } },
    });
  },
  'in a namespace': async (api) => {
    await asGranted(api, [read]);
    const path = `${api.in('authorization.k8s.io/v1')}/localsubjectaccessreviews`;
    const kind = { ...version, kind: 'LocalSubjectAccessReview' };
    const attributes = { verb: 'get', resource: 'secrets', namespace: api.namespace };
    const spec = { user: `jane-${api.id}`, resourceAttributes: attributes };
    const metadata = { namespace: api.namespace };
    await api.post(path, { ...kind, metadata, spec });
    await api.post(path, { ...kind, spec });
    await api.post(path, {
      ...kind,
      metadata,
      spec: { ...spec, resourceAttributes: { ...attributes, namespace: 'other' } },
    });
    await api.post(path, {
      ...kind,
      metadata,
      spec: { user: 'x', nonResourceAttributes: { verb: 'get', path: '/' } },
    });
  },
  'rules of oneself': async (api) => {
    const jane = await asGranted(api, [read]);
    const path = `${accessReviews}/selfsubjectrulesreviews`;
    const kind = { ...version, kind: 'SelfSubjectRulesReview' };
    await jane.post(path, { ...kind, spec: { namespace: api.namespace } }, { record: ownRules });
    await jane.post(path, { ...kind, spec: { namespace: 'other' } }, { record: ownRules });
    await jane.post(path, { ...kind, spec: {} });
  },
  'who may ask': async (api) => {
    const jane = api.impersonating({ user: 'jane' });
    const resourceAttributes = { verb: 'get', resource: 'secrets' };
    await jane.post(
      `${accessReviews}/subjectaccessreviews`,
      accessReview({ user: 'x', resourceAttributes }),
    );
    await jane.post(`${accessReviews}/selfsubjectaccessreviews`, {
      ...version,
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes },
    });
    await jane.post('/apis/authentication.k8s.io/v1/tokenreviews', {});
  },
});
