import { expect, it } from 'vitest';
import { mergeManifest } from './merge-manifest.ts';

const json = (value: object, indent: string | number = 2) =>
  `${JSON.stringify(value, undefined, indent)}\n`;
const base = json({
  name: 'ship',
  scripts: { build: 'tsc', old: 'x' },
  dependencies: { '@keelson/runtime': '0.1.0', yaml: '2.0.0' },
});

it('bumps what is of the scaffold, and keeps what is of the user', () => {
  const ours = json(
    {
      name: 'ship',
      scripts: { build: 'tsc', old: 'x', mine: 'y' },
      dependencies: { '@keelson/runtime': '0.1.0', yaml: '2.0.0', zod: '4.0.0' },
    },
    '\t',
  );
  const theirs = json({
    name: 'ship',
    scripts: { build: 'tsc -p .' },
    dependencies: { '@keelson/cel': '0.2.0', '@keelson/runtime': '0.2.0', yaml: '2.0.0' },
  });
  expect(mergeManifest({ base, ours, theirs })).toEqual({
    text: json(
      {
        name: 'ship',
        scripts: { build: 'tsc -p .', mine: 'y' },
        dependencies: {
          '@keelson/cel': '0.2.0',
          '@keelson/runtime': '0.2.0',
          yaml: '2.0.0',
          zod: '4.0.0',
        },
      },
      '\t',
    ),
    conflicts: 0,
    kept: [],
  });
});

it("keeps the user's value where both changed it, and says so", () => {
  const ours = base.replace('2.0.0', '2.5.0').replace('"tsc"', '"swc"');
  const theirs = base.replace('2.0.0', '2.9.0');
  expect(mergeManifest({ base, ours, theirs })).toEqual({
    text: ours,
    conflicts: 1,
    kept: [`dependencies.yaml: yours "2.5.0", the scaffold's "2.9.0"`],
  });
});

it('leaves what is no JSON to others', () => {
  expect(mergeManifest({ base, ours: '{', theirs: base })).toBeUndefined();
});
