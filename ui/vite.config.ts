import { fileURLToPath } from 'node:url';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [svelte()],
  resolve: {
    alias: {
      '@locales': here('../assets/locales'),
      '@icons': here('../assets/icons'),
    },
  },
  build: {
    // The oldest engine in the field: a WebView2 that was never updated.
    target: 'chrome109',
    cssTarget: 'chrome109',
    // Everything stays a file, so that the content security policy can say 'self' and no more.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    include: ['src/**/*.test.ts'],
    environment: 'node',
  },
});
