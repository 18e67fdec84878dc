import { defineConfig, type InputOptions, type OutputOptions } from 'rolldown'

type Bundle = InputOptions & { readonly output: OutputOptions }

/** A Worker has nothing of Node; left alone, such an import would only be warned of. */
const REFUSE_NODE = {
  name: 'refuse-node',
  resolveId(source: string, importer: string | undefined): null {
    if (source.startsWith('node:'))
      throw new Error(`${importer ?? 'the entry'} imports ${source}, which a Worker must not`)
    return null
  },
}

/** One file of a Worker's, with everything in it but the platform itself. */
export function bundle(name: string, entry: string): Bundle {
  return {
    input: { [name]: entry },
    platform: 'browser',
    external: ['cloudflare:workers'],
    plugins: [REFUSE_NODE],
    resolve: { conditionNames: ['workerd', 'worker', 'import', 'default'] },
    output: { dir: 'dist/worker', format: 'esm', codeSplitting: false },
  }
}

/** The Worker as it is deployed, and what `worker:dev` runs in its place: the same with open mode, and a KV namespace. */
export const BUNDLES: readonly Bundle[] = [
  bundle('worker', 'src/runtimes/worker/worker.ts'),
  bundle('dev-worker', 'src/runtimes/worker/dev-worker.ts'),
  bundle('kv-worker', 'tools/worker-dev/kv-worker.ts'),
]

export default defineConfig([...BUNDLES])
