import { defineConfig } from 'vitest/config';

const source = { conditions: ['keelson-source', 'module', 'node', 'development|production'] };

/**
 * Two projects: `unit` needs nothing but Node; `server` runs against one real control plane that
 * test/support/control-plane.ts starts for the whole run (each test takes namespaces of its own).
 */
export default defineConfig({
  resolve: source,
  ssr: { resolve: source },
  test: {
    isolate: false,
    reporters:
      process.env['CI'] === 'true'
        ? ['default', ['json', { outputFile: '.ci/report/vitest.json' }]]
        : ['default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/{src,generator}/**/*.test.ts', 'examples/*/src/**/*.test.ts'],
          exclude: ['**/*.server.test.ts'],
          // Nothing here waits; a shared machine may be slow.
          testTimeout: 5_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'server',
          include: ['test/**/*.test.ts', 'packages/*/src/**/*.server.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          globalSetup: ['test/support/control-plane.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
