import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// The page is served under a strict content security policy: nothing inline, nothing from elsewhere.
// One script and one sheet, so that the binary embeds few files.
const apiOrigin = process.env.CSMS_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [svelte()],
  build: {
    target: 'es2022',
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { output: { inlineDynamicImports: true } },
  },
  server: { proxy: { '/api': apiOrigin } },
});
