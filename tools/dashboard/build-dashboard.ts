import { globSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { build, type Rolldown } from 'vite'
import { MANIFEST } from '../../src/admin/site-manifest.ts'
import { BUILT, ROOT, SOURCES } from './dashboard-folders.ts'
import { toSiteFile } from './site-file.ts'
import { stampSources } from './source-stamp.ts'

/** It may be served by somebody else than who built it. */
const READABLE = 0o755

/** Builds the dashboard and compresses it. It takes the place of the last one in the end, whole. */
export async function buildDashboard(): Promise<void> {
  await mkdir(dirname(BUILT), { recursive: true })
  const folder = await mkdtemp(join(dirname(BUILT), '.dashboard-'))
  try {
    const output = await build({
      configFile: join(SOURCES, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: folder, emptyOutDir: true, reportCompressedSize: false },
    })
    const outside = outsideModules([output].flat())
    const names = globSync('**/*.*', { cwd: folder }).sort()
    const files = await Promise.all(names.map((name) => toSiteFile(folder, `/${name.split(sep).join('/')}`)))
    await writeFile(join(folder, MANIFEST), JSON.stringify({ ...stampSources(outside), files }, null, 1))
    await chmod(folder, READABLE)
    await replace(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What went into it of the checkout's own, beside `dashboard/`. */
function outsideModules(outputs: readonly (Rolldown.RolldownOutput | object)[]): readonly string[] {
  const ids = outputs.flatMap((built) => ('output' in built ? built.output : [])).flatMap(modulesOf)
  const paths = ids.map((id) => relative(ROOT, id.split('?', 1)[0] ?? ''))
  return [...new Set(paths)].filter((path) => /^(?!\.\.|node_modules|dashboard)[\w@][^\0:]*$/.test(path)).sort()
}

function modulesOf(chunk: Rolldown.OutputChunk | Rolldown.OutputAsset): readonly string[] {
  return chunk.type === 'chunk' ? chunk.moduleIds : []
}

/** Nobody finds half of it: a folder that is in place is whole. */
async function replace(folder: string): Promise<void> {
  const old = `${folder}-old`
  await rename(BUILT, old).catch(ignoreMissing)
  await rename(folder, BUILT)
  await rm(old, { recursive: true, force: true })
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}
