import { describe, expect, it } from 'vitest';
import { loadDefinitions } from './definitions.ts';
import { pluralOf } from './plural.ts';

describe('pluralOf', () => {
  it.each([
    ['HealthCheckPolicy', 'healthcheckpolicies'],
    ['Gateway', 'gateways'],
    ['Soliloquy', 'soliloquies'],
    ['Box', 'boxes'],
    ['Mesh', 'meshes'],
    ['Switch', 'switches'],
    ['ClusterStatus', 'clusterstatuses'],
    ['Endpoints', 'endpoints'],
    ['Redis', 'redis'],
    ['TimeSeries', 'timeseries'],
    ['Chassis', 'chassis'],
    ['Analysis', 'analyses'],
    ['FleetIndex', 'fleetindices'],
    ['Person', 'people'],
    ['People', 'people'],
    ['Topaz', 'topazes'],
    ['Quiz', 'quizzes'],
    ['Hero', 'heroes'],
    ['Zoo', 'zoos'],
    ['Scenario', 'scenarios'],
    ['Photo', 'photos'],
    ['Leaf', 'leaves'],
    ['Shelf', 'shelves'],
    ['Roof', 'roofs'],
    ['Cliff', 'cliffs'],
    ['TestData', 'testdata'],
    ['GPU', 'gpus'],
    ['MongoDB', 'mongodbs'],
    ['VirtualGPU', 'virtualgpus'],
    ['S3Bucket', 's3buckets'],
    ['IPv6', 'ipv6s'],
  ])('makes %s %s', (kind, plural) => {
    expect(pluralOf(kind)).toBe(plural);
  });

  it('gives the real plural of every built-in kind', () => {
    const definitions = loadDefinitions();
    const kinds = definitions.modules.flatMap((path) => definitions.moduleOf(path).kinds);

    expect(kinds.length).toBeGreaterThan(60);
    expect(kinds.map(({ kind }) => [kind, pluralOf(kind)])).toEqual(
      kinds.map(({ kind, plural }) => [kind, plural]),
    );
  });

  it('takes a name that is no kind as it comes', () => {
    expect(pluralOf('')).toBe('s');
    expect(pluralOf('my-thing')).toBe('my-things');
  });
});
