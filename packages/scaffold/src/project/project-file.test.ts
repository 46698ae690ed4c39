import { describe, expect, it } from 'vitest';
import {
  formatProjectFile,
  parseProjectFile,
  type ProjectFile,
  readProjectFile,
  withResource,
} from './project-file.ts';

const project: ProjectFile = {
  version: '3',
  domain: 'example.com',
  projectName: 'ship',
  repo: '@acme/ship',
  layout: ['keelson.dev/v1'],
  cliVersion: '0.1.0',
  resources: [],
};
const captain = {
  api: { crdVersion: 'v1', namespaced: true },
  domain: 'example.com',
  group: 'crew',
  kind: 'Captain',
  version: 'v1',
  path: 'src/api/v1/captain.ts',
} as const;

describe('the project file', () => {
  it('comes back from its text, whose keys are in order', () => {
    const written = withResource(project, captain);
    const text = formatProjectFile(written);
    expect(parseProjectFile(text)).toEqual(written);
    const keys = [...text.matchAll(/^(\w+):/gm)].map(([, key = '']) => key);
    expect(keys).toEqual(keys.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(text).toContain('version: "3"');
  });

  it('keeps what it does not know', () => {
    const text = `${formatProjectFile(project)}plugins:\n  helm.example.com/v1: {}\n`;
    expect(formatProjectFile(parseProjectFile(text))).toContain('helm.example.com/v1: {}');
  });

  it('adds to a resource that is there', () => {
    const twice = withResource(withResource(project, captain), {
      domain: 'example.com',
      group: 'crew',
      kind: 'Captain',
      version: 'v1',
      controller: true,
    });
    expect(twice.resources).toEqual([{ ...captain, controller: true }]);
  });

  it.each([
    ['version: "2"\n', 'has version "2"; this command understands "3"'],
    ['', 'PROJECT is empty'],
    ['a: [\n', 'PROJECT is not YAML'],
    ['version: "3"\nprojectName: x\n', 'has no domain'],
    ['version: "3"\ndomain: x\n', 'has no projectName'],
    ['version: "3"\ndomain: x\nprojectName: x\nresources: 1\n', 'resources must be a list'],
    ['a: &a [x]\nb: [*a, *a]\n', 'is not YAML'],
  ])('refuses %j', (text, message) => {
    expect(() => parseProjectFile(text)).toThrow(message);
  });

  it('must be there', async () => {
    await expect(readProjectFile('/nowhere/at/all')).rejects.toThrow(
      'Command must be run from a directory containing PROJECT',
    );
  });
});
