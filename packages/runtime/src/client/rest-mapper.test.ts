import { describe, expect, it } from 'vitest';
import { Discovery } from './discovery.ts';
import { AmbiguousResourceError, NoKindMatchError, RestMapper } from './rest-mapper.ts';
import { ScriptedTransport, statusBody } from './scripted-transport.test.support.ts';

interface Kind {
  readonly kind: string;
  readonly plural: string;
  readonly scope?: 'Namespaced' | 'Cluster';
  readonly shortNames?: readonly string[];
}

/** By `<group>/<version>`. */
type Served = Record<string, readonly Kind[]>;

const served: Served = {
  '/v1': [
    { kind: 'Node', plural: 'nodes', scope: 'Cluster', shortNames: ['no'] },
    { kind: 'Event', plural: 'events' },
  ],
  'events.k8s.io/v1': [{ kind: 'Event', plural: 'events' }],
  'policy.example.com/v1': [
    { kind: 'HealthCheckPolicy', plural: 'healthcheckpolicies', shortNames: ['hcp'] },
  ],
  'policy.example.com/v1beta1': [
    { kind: 'HealthCheckPolicy', plural: 'healthcheckpolicies', shortNames: ['hcp'] },
  ],
};

const networking = {
  'networking.example.org/v1': [{ kind: 'HealthCheckPolicy', plural: 'healthcheckpolicies' }],
};

const isCore = (groupVersion: string) => groupVersion.startsWith('/');

function aggregated(kinds: Served, path: string): object {
  const mine = Object.entries(kinds).filter(([name]) => isCore(name) === (path === '/api'));
  const groups = Map.groupBy(mine, ([name]) => name.split('/')[0] ?? '');
  const items = Array.from(groups, ([name, versions]) => ({
    metadata: name === '' ? {} : { name },
    versions: versions.map(([groupVersion, resources]) => ({
      version: groupVersion.split('/')[1],
      freshness: 'Current',
      resources: resources.map(({ kind, plural, scope = 'Namespaced', shortNames }) => ({
        resource: plural,
        responseKind: { group: '', version: '', kind },
        scope,
        shortNames,
        verbs: ['get'],
        subresources: [{ subresource: 'status' }],
      })),
    })),
  }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', items };
}

/** The documents of a server without aggregated discovery. */
function plain(kinds: Served, path: string): object | undefined {
  const names = Object.keys(kinds);
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
  if (path === '/apis') {
    const named = names.filter((name) => !isCore(name)).map((name) => name.split('/'));
    const groups = Array.from(
      Map.groupBy(named, ([group]) => group),
      ([name, versions]) => ({
        name,
        versions: versions.map(([, version]) => ({ version })),
        preferredVersion: { version: versions[0]?.[1] },
      }),
    );
    return { kind: 'APIGroupList', groups };
  }
  const groupVersion = path.startsWith('/apis/') ? path.slice(6) : path.slice(4);
  const resources = kinds[groupVersion]?.flatMap(({ kind, plural, scope, shortNames }) => [
    { name: plural, kind, namespaced: scope !== 'Cluster', shortNames, verbs: ['get'] },
    { name: `${plural}/status`, kind, namespaced: scope !== 'Cluster', verbs: ['get'] },
  ]);
  return resources && { kind: 'APIResourceList', resources };
}

function mapperOf(kinds: Served, documents: typeof plain = aggregated) {
  const transport = new ScriptedTransport(({ path }) => {
    const body = documents(kinds, path);
    return body === undefined ? { status: 404, body: statusBody(404, 'NotFound') } : { body };
  });
  const discovery = new Discovery({ transport });
  return { transport, discovery, mapper: new RestMapper(discovery) };
}

describe.each([
  ['with aggregated discovery', aggregated],
  ['without it', plain],
])('RestMapper %s', (_, documents) => {
  it.each(['hcp', 'HealthCheckPolicy', 'healthcheckpolicies', 'healthcheckpolicy', 'HCP'])(
    'knows what %s means',
    async (name) => {
      const { mapper } = mapperOf(served, documents);
      expect(await mapper.kindFor(name)).toEqual({
        apiVersion: 'policy.example.com/v1',
        group: 'policy.example.com',
        version: 'v1',
        kind: 'HealthCheckPolicy',
        plural: 'healthcheckpolicies',
        scope: 'Namespaced',
      });
    },
  );

  it('reads group and version in a name', async () => {
    const { mapper } = mapperOf({ ...served, ...networking }, documents);
    expect(await mapper.kindFor('hcp.policy.example.com')).toMatchObject({ version: 'v1' });
    expect(await mapper.kindFor('hcp.v1beta1.policy.example.com')).toMatchObject({
      version: 'v1beta1',
    });
    expect(await mapper.kindFor('events')).toMatchObject({ group: '' });
    expect(await mapper.kindFor('events.events.k8s.io')).toMatchObject({ group: 'events.k8s.io' });
  });

  it('names all that an ambiguous name may mean', async () => {
    const { mapper } = mapperOf({ ...served, ...networking }, documents);
    const error: unknown = await mapper.kindFor('healthcheckpolicies').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(AmbiguousResourceError);
    expect((error as AmbiguousResourceError).candidates).toEqual([
      'healthcheckpolicies.policy.example.com',
      'healthcheckpolicies.networking.example.org',
    ]);
  });

  it('knows scope and subresources', async () => {
    const { mapper, discovery } = mapperOf(served, documents);
    expect(await mapper.mappingFor({ apiVersion: 'v1', kind: 'Node' })).toMatchObject({
      scope: 'Cluster',
      plural: 'nodes',
    });
    const [core] = await discovery.groups();
    expect(core?.versions[0]?.resources[0]).toMatchObject({
      kind: 'Node',
      singular: 'node',
      subresources: ['status'],
    });
  });
});

describe('RestMapper', () => {
  it('asks nothing before it has to, and twice for everything', async () => {
    const { mapper, transport } = mapperOf(served);
    expect(transport.lines).toEqual([]);
    const kinds = Array.from({ length: 100 }, () => mapper.kindFor('nodes'));
    await Promise.all(kinds);
    await mapper.mappingFor({ apiVersion: 'events.k8s.io/v1', kind: 'Event' });
    expect(transport.lines).toEqual(['GET /api', 'GET /apis']);
  });

  it('asks once more for a kind that was installed meanwhile', async () => {
    const kinds = { ...served };
    const { mapper, transport } = mapperOf(kinds);
    await mapper.kindFor('nodes');
    Object.assign(kinds, { 'late.example.com/v1': [{ kind: 'Late', plural: 'lates' }] });
    const late = { apiVersion: 'late.example.com/v1', kind: 'Late' };
    const both = await Promise.all([mapper.mappingFor(late), mapper.mappingFor(late)]);
    expect(both.map(({ plural }) => plural)).toEqual(['lates', 'lates']);
    expect(transport.lines).toHaveLength(4);
  });

  it('says what is not there, after asking once if it has just asked', async () => {
    const { mapper, transport } = mapperOf(served);
    const missing = mapper.mappingFor({ apiVersion: 'x.example.com/v1', kind: 'X' });
    await expect(missing).rejects.toThrow(
      new NoKindMatchError('no matches for kind "X" in version "x.example.com/v1"'),
    );
    expect(transport.lines).toHaveLength(2);
    await expect(mapper.kindFor('xs')).rejects.toThrow('doesn\'t have a resource type "xs"');
    expect(transport.lines).toHaveLength(4);
  });

  it('maps the other groups when one is broken', async () => {
    const { mapper, discovery } = mapperOf(served, (kinds, path) => {
      if (path === '/apis/events.k8s.io/v1') throw new Error('no answer');
      return plain(kinds, path);
    });
    expect(await mapper.kindFor('hcp')).toMatchObject({ kind: 'HealthCheckPolicy' });
    const stale = (await discovery.groups()).filter(({ versions }) => versions[0]?.isStale);
    expect(stale.map(({ name }) => name)).toEqual(['events.k8s.io']);
  });

  it('asks again after a failure', async () => {
    let isDown = true;
    const { mapper } = mapperOf(served, (kinds, path) => {
      if (isDown) throw new Error('no answer');
      return aggregated(kinds, path);
    });
    await expect(mapper.kindFor('nodes')).rejects.toThrow('no answer');
    isDown = false;
    expect(await mapper.kindFor('no')).toMatchObject({ kind: 'Node' });
  });
});
