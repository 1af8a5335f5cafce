import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { mock } from './e2e/mock';

const invented = Number(process.env.TIDINGS_MOCK ?? 0);

// The page is served from the binary, so that it asks no other host for anything. `npm run dev` takes the API from a
// running `tidings serve`; with TIDINGS_MOCK=N from invented claims instead.
export default defineConfig({
  plugins: [
    svelte(),
    {
      name: 'invented-claims',
      configureServer: (server) => {
        if (invented > 0) server.middlewares.use(mock(invented));
      },
      configurePreviewServer: (server) => {
        if (invented > 0) server.middlewares.use(mock(invented));
      },
    },
  ],
  build: { target: 'es2022', assetsInlineLimit: 0, sourcemap: false },
  server: { proxy: { '/api': `http://127.0.0.1:${process.env.TIDINGS_PORT ?? 8080}` } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
