import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

// `tree` builds every fragment node by node: nothing on the page, not even its own templates, is parsed from a string.
export default { preprocess: vitePreprocess(), compilerOptions: { fragments: 'tree' } };
