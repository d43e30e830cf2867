import { fileURLToPath } from 'node:url';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { marked } from 'marked';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The manual's pages become markup while the window is built; no Markdown is read at run time. */
const manual: Plugin = {
  name: 'manual',
  transform(text, id) {
    return id.endsWith('.md')
      ? { code: `export default ${JSON.stringify(marked.parse(text, { async: false }))};`, map: null }
      : undefined;
  },
};

// Mode `twin` is the same window over the loopback host of the tests; it is never shipped.
export default defineConfig(({ mode }) => ({
  plugins: [svelte(), manual],
  resolve: {
    alias: {
      '@locales': here('../assets/locales'),
      '@icons': here('../assets/icons'),
      '@manual': here('../assets/manual'),
      '@host': here(mode === 'twin' ? 'src/lib/host/http.ts' : 'src/lib/host/tauri.ts'),
    },
  },
  build: {
    outDir: mode === 'twin' ? 'dist-twin' : 'dist',
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
}));
