import { defineConfig } from 'rolldown'
import manifest from './package.json' with { type: 'json' }

const installed = Object.keys(manifest.dependencies)

/** Own code becomes one file for each thread; what npm installs stays outside. */
export default defineConfig({
  input: {
    main: 'src/cli/main.ts',
    // Started by name from beside whatever chunk their starter is in: all of them lie flat in dist/.
    'writer-thread': 'src/stores/sqlite/writer-thread.ts',
    'reader-thread': 'src/stores/sqlite/reader-thread.ts',
  },
  platform: 'node',
  external: (id) => id.startsWith('node:') || installed.some((name) => id === name || id.startsWith(`${name}/`)),
  output: {
    dir: 'dist',
    format: 'esm',
    cleanDir: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  },
})
