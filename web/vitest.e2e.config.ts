import { defineConfig } from 'vitest/config';

// The built page in a real browser over the real server (`npm run e2e`, `make test-page`). One file at a time: each
// has a server and a browser of its own, and two of them would only slow each other down.
export default defineConfig({
  test: {
    include: ['e2e/**/*.test.ts'],
    environment: 'node',
    globalSetup: 'e2e/setup.ts',
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
