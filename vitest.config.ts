import { defineConfig } from 'vitest/config';

const source = { conditions: ['keelson-source', 'module', 'node', 'development|production'] };

/**
 * Three projects: `unit` needs nothing but Node; `server` runs against one real control plane that
 * test/support/control-plane.ts starts for the whole run (each test takes namespaces of its own), or
 * an embedded one where there can be no real one; `embedded` runs what users rely on against the
 * embedded one as well.
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
          include: ['test/**/*.test.ts', '{packages,examples}/*/src/**/*.server.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          globalSetup: ['test/support/control-plane.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'embedded',
          include: [
            'packages/runtime/src/{builder/{manager,webhooks},cache/*,client/*}.server.test.ts',
            'packages/cli/src/commands/install.server.test.ts',
            'examples/*/src/**/*.server.test.ts',
            'test/{compatibility/*,e2e/health-check-policy,scenarios/*}.test.ts',
          ],
          globalSetup: ['test/support/embedded-control-plane.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
