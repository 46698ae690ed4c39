import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/control-plane.ts'],
    hookTimeout: 60_000,
    testTimeout: 15_000,
    passWithNoTests: true,
  },
});
