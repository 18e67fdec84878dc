import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the server that tests start: `main.js`, and the threads beside it. */
    readonly server: string
  }
}

const DIST = join(import.meta.dirname, '../../dist')
const SOURCES = {
  main: 'src/cli/main.ts',
  'writer-thread': 'src/stores/sqlite/writer-thread.ts',
  'reader-thread': 'src/stores/sqlite/reader-thread.ts',
}

/**
 * Before the first test of a server. Made of few files, with npm's packages in them, it starts for half of what 400 sources
 * cost, and the tests start hundreds. It lies beside a dashboard, as in the package. Each run has a folder of its own: another
 * one in the same checkout, which may have other sources, does not take it away.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await mkdir(DIST, { recursive: true })
  const folder = await mkdtemp(join(DIST, 'test-'))
  await symlink('../dashboard', join(folder, 'dashboard'))
  await bundleInto(folder)
  project.onTestsRerun(() => bundleInto(folder))
  project.provide('server', folder)
  return () => rm(folder, { recursive: true, force: true })
}

async function bundleInto(folder: string): Promise<void> {
  await using made = await rolldown({ input: SOURCES, platform: 'node' })
  await made.write({ dir: folder, format: 'esm', entryFileNames: '[name].js' })
}
