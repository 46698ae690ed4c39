import type { RequestOptions } from '../answer.ts';
import type { Api } from '../api.ts';
import type { Json, JsonObject } from '../exact-json.ts';
import { group } from '../group.ts';

const quiet = { record: false } as const;
const version = { apiVersion: 'authentication.k8s.io/v1' };
const reviews = '/apis/authentication.k8s.io/v1';

async function tokenOf(api: Api, spec: object = {}): Promise<string> {
  const path = `${api.core}/serviceaccounts/default/token`;
  const { body } = await api.post(path, { ...version, kind: 'TokenRequest', spec }, quiet);
  return (body['status'] as { token: string }).token;
}

/** What a certificate says of a user besides the name is another one each time. */
function userInfo({ status }: JsonObject): Json {
  const { userInfo: user = {} } = (status ?? {}) as { userInfo?: JsonObject };
  const { username, groups, uid } = user;
  return { username: username ?? null, groups: groups ?? null, hasUid: uid !== undefined };
}

function whoAmI(api: Api, options?: RequestOptions): Promise<unknown> {
  return api.post(
    `${reviews}/selfsubjectreviews`,
    { ...version, kind: 'SelfSubjectReview' },
    options,
  );
}

function review(api: Api, spec: object): Promise<unknown> {
  return api.post(`${reviews}/tokenreviews`, { ...version, kind: 'TokenReview', spec });
}

export const authenticationCases = group('authentication', {
  nobody: async (api) => {
    const nobody = api.asAnonymous();
    await nobody.get(`${api.core}/secrets`);
    await nobody.get('/apis');
    await nobody.get('/healthz');
    await nobody.get('/readyz');
    await nobody.get('/livez');
    await nobody.get('/version', { record: ({ major }) => major ?? null });
    await nobody.get('/metrics');
  },
  'a token that is none': async (api) => {
    await api.asBearer('x').get(`${api.core}/secrets`);
    await api.asBearer('a.b.c').get('/healthz');
    await api.asBearer('eyJhbGciOiJub25lIn0.e30.').get('/apis');
  },
  'headers that are none': async (api) => {
    const nobody = api.asAnonymous();
    await nobody.get('/apis', { headers: { Authorization: 'Basic YTpi' } });
    await nobody.get('/apis', { headers: { Authorization: 'Bearer' } });
    await nobody.get('/apis', { headers: { Authorization: 'Bearer ' } });
  },
  'a service account': async (api) => {
    const account = api.asBearer(await tokenOf(api));
    await whoAmI(account);
    await account.get(`${api.core}/secrets`);
    await account.get('/apis', { record: ({ kind }) => kind ?? null });
  },
  'a token for others': async (api) => {
    const token = await tokenOf(api, { audiences: ['elsewhere'] });
    await api.asBearer(token).get('/apis');
    await review(api, { token });
    await review(api, { token, audiences: ['elsewhere', 'here'] });
    await review(api, { token, audiences: ['here'] });
  },
  'a token of an account that is gone': async (api) => {
    const path = `${api.core}/serviceaccounts`;
    await api.post(path, { metadata: { name: 'a' } }, quiet);
    const { body } = await api.post(
      `${path}/a/token`,
      { ...version, kind: 'TokenRequest', spec: {} },
      quiet,
    );
    const { token } = body['status'] as { token: string };
    await whoAmI(api.asBearer(token), { record: userInfo });
    await api.delete(`${path}/a`, undefined, quiet);
    const account = api.asBearer(token);
    await account.await('/apis', ({ status }) => status === 401, { record: undefined });
  },
  'a token review': async (api) => {
    const token = await tokenOf(api);
    await review(api, { token });
    await review(api, { token: 'x' });
    await review(api, { token: '' });
    await review(api, { token, audiences: ['x'] });
  },
  'a token review of a bound token': async (api) => {
    await api.post(`${api.core}/secrets`, { metadata: { name: 'a' } }, quiet);
    const boundObjectRef = { kind: 'Secret', apiVersion: 'v1', name: 'a' };
    await review(api, { token: await tokenOf(api, { boundObjectRef }) });
  },
  'reviews that are none': async (api) => {
    await api.post(`${reviews}/tokenreviews`, { ...version, kind: 'TokenReview' });
    await api.post(`${reviews}/tokenreviews`, { ...version, kind: 'Review' });
    await api.get(`${reviews}/tokenreviews`);
    await api.get(`${reviews}/selfsubjectreviews`);
    await api.post(`${reviews}/tokenreviews?dryRun=All`, {
      ...version,
      kind: 'TokenReview',
      spec: { token: 'x' },
    });
  },
  'a certificate': async (api) => {
    const user = await api.asUser(`jane-${api.id}`, ['ops', 'dev']);
    await whoAmI(user, { record: userInfo });
    await user.get(`${api.core}/secrets`);
  },
  'the administrator': (api) => whoAmI(api, { record: ({ kind }) => kind ?? null }),
  'a certificate and a token': async (api) => {
    const user = await api.asUser(`jane-${api.id}`);
    await whoAmI(user, { record: userInfo, headers: { Authorization: 'Bearer x' } });
  },
  impersonation: async (api) => {
    await whoAmI(api.impersonating({ user: 'jane' }));
    await whoAmI(
      api.impersonating({ user: 'jane', groups: ['a', 'b'], uid: 'u', extra: { scopes: 'x' } }),
    );
    await whoAmI(api.impersonating({ user: 'system:anonymous' }));
  },
  'impersonation of a service account': async (api) => {
    await whoAmI(api.impersonating({ user: `system:serviceaccount:${api.namespace}:default` }));
    await whoAmI(api.impersonating({ user: `system:serviceaccount:x:none`, groups: ['a'] }));
    await whoAmI(api.impersonating({ user: `system:serviceaccount:x` }));
  },
  'impersonation of a group without a user': (api) =>
    api.get('/apis', { headers: { 'Impersonate-Group': 'a' } }),
  'impersonation that is not allowed': async (api) => {
    const user = await api.asUser(`jane-${api.id}`);
    await user.get('/apis', { headers: { 'Impersonate-User': 'bob' } });
    await user.get('/apis', { headers: { 'Impersonate-User': 'system:serviceaccount:x:y' } });
    await user.get('/apis', {
      headers: { 'Impersonate-User': `jane-${api.id}`, 'Impersonate-Group': 'a' },
    });
    await user.get('/apis', {
      headers: { 'Impersonate-User': 'bob', 'Impersonate-Extra-Scopes': 'a' },
    });
  },
  'impersonation of somebody who may nothing': async (api) => {
    const jane = api.impersonating({ user: 'jane', groups: ['ops'] });
    await jane.get(`${api.core}/secrets`);
    await jane.get('/apis', { record: ({ kind }) => kind ?? null });
  },
  'impersonation of masters': async (api) => {
    const jane = api.impersonating({ user: 'jane', groups: ['system:masters'] });
    await jane.get(`${api.core}/secrets`, { record: ({ kind }) => kind ?? null });
  },
});
