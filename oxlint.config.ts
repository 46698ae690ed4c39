import { defineConfig, type OxlintOverride } from 'oxlint';

/** The stages of packages/runtime/src, lowest first. A file imports only lower rows, never its own row's siblings. */
const runtimeLayers = [
  ['util'],
  ['api'],
  ['decorators'],
  ['scheme'],
  ['client', 'queue'],
  ['cache'],
  ['controller'],
  ['leader-election', 'webhook', 'events', 'health'],
  ['metrics'],
  ['manager'],
  ['builder'],
];

/** What each package must not import. Nothing imports `test`, the examples, or another package's files. */
const forbiddenPackages: Record<string, readonly string[]> = {
  kubernetes: ['schema', 'cel', 'runtime', 'scaffold', 'cli', 'create', 'control-plane'],
  schema: ['cel', 'kubernetes', 'runtime', 'scaffold', 'cli', 'create', 'control-plane'],
  cel: ['kubernetes', 'runtime', 'scaffold', 'cli', 'create', 'control-plane'],
  runtime: ['cel', 'scaffold', 'cli', 'create', 'control-plane'],
  'control-plane': ['runtime', 'scaffold', 'cli', 'create'],
  scaffold: ['cli', 'create', 'control-plane'],
  cli: ['create'],
  create: ['kubernetes', 'schema', 'cel', 'runtime', 'scaffold', 'control-plane'],
};

interface ForbiddenImport {
  group: string[];
  message: string;
  allowTypeImports?: boolean;
}

function forbiddenOf(name: string): ForbiddenImport[] {
  const packages = forbiddenPackages[name] ?? [];
  return [
    {
      group: ['**/packages/*/src/**', '**/../../*/src/**', '@keelson/*/src/**'],
      message: 'Import another package by its name, never by its files.',
    },
    {
      group: [
        '@keelson/test',
        'healthcheckpolicy',
        ...packages.flatMap((p) => [`@keelson/${p}`, `@keelson/${p}/**`]),
      ],
      message: `${name} stands below this package (ARCHITECTURE.md, "Packages").`,
    },
  ];
}

function restrict(files: string[], patterns: ForbiddenImport[]): OxlintOverride {
  return {
    files,
    excludeFiles: ['**/*.test.ts', '**/*.test.support.ts'],
    rules: { 'typescript/no-restricted-imports': ['error', { patterns }] },
  };
}

const packageRules = Object.keys(forbiddenPackages)
  .filter((name) => name !== 'runtime')
  .map((name) => {
    const patterns = forbiddenOf(name);
    if (name === 'scaffold') {
      patterns.push({
        group: ['@keelson/runtime', '@keelson/runtime/**'],
        allowTypeImports: true,
        message: 'The generators know the runtime by its types only.',
      });
    }
    return restrict([`packages/${name}/src/**/*.ts`], patterns);
  });

const runtimeRules = runtimeLayers.flatMap((row, level) =>
  row.map((folder) => {
    const above = runtimeLayers
      .slice(level)
      .flat()
      .filter((other) => other !== folder);
    const closed = [...above, 'testing'];
    return restrict(
      [`packages/runtime/src/${folder}/**/*.ts`],
      [
        ...forbiddenOf('runtime'),
        {
          group: [
            ...closed.flatMap((other) => [`**/../${other}/**`, `../${other}/**`]),
            '**/../index.ts',
          ],
          message: `${folder} may import only the layers below it (ARCHITECTURE.md, "Layers").`,
        },
      ],
    );
  }),
);

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'promise', 'vitest'],
  categories: { correctness: 'error', suspicious: 'error' },
  ignorePatterns: ['**/node_modules/**', '**/dist/**', '**/templates/**', '**/fixtures/**'],
  rules: {
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'import/no-default-export': 'error',
    'import/no-unassigned-import': ['error', { allow: ['reflect-metadata'] }],
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    'typescript/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    'max-params': ['error', 3],
    // Decoding the wire is one assertion at its edge.
    'typescript/no-unsafe-type-assertion': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'vitest/no-conditional-expect': 'off',
    'vitest/require-to-throw-message': 'off',
    'vitest/valid-expect': ['error', { maxArgs: 2 }],
    // A custom resource is typed by its class, but is plain JSON.
    'typescript/no-misused-spread': 'off',
    // The compiler knows which switches are exhaustive.
    'typescript/consistent-return': 'off',
    'no-shadow': 'off',
    'no-await-in-loop': 'off',
  },
  overrides: [
    { files: ['*.config.ts'], rules: { 'import/no-default-export': 'off' } },
    // `patch(type, key, patch, options)`: the verbs of a client read like kubectl's.
    {
      files: ['packages/runtime/src/{client,cache}/**/*.ts'],
      rules: { 'max-params': ['error', 4] },
    },
    ...packageRules,
    ...runtimeRules,
  ],
});
