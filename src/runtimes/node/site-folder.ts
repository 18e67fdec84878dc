import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Site } from '../../admin/site-manifest.ts'
import { decodeSite, MANIFEST } from '../../admin/site-manifest.ts'

/** The built dashboard, in memory: no path of a request ever reaches the file system. */
export interface LoadedSite {
  readonly site: Site
  /** By the paths of the files' forms. */
  readonly bodies: ReadonlyMap<string, Buffer>
}

/** Beside the code: in the package `dist/dashboard`, seen from `dist`; in a checkout the same, seen from here. */
const FOLDER = fileURLToPath(
  import.meta.url.endsWith('.ts')
    ? new URL('../../../dist/dashboard', import.meta.url)
    : new URL('./dashboard', import.meta.url),
)

/** Reads what was built, some 500 KB. `null` where nothing was; what is there and cannot be read is told as well. */
export async function loadSite(onProblem: (message: string) => void): Promise<LoadedSite | null> {
  try {
    const site = decodeSite(await readFile(join(FOLDER, MANIFEST), 'utf8'))
    if (site === null) throw new Error('site.json is none of this version')
    const forms = [...site.values()].flatMap((file) => file.forms)
    const read = forms.map(async ({ path }) => [path, await readFile(join(FOLDER, path))] as const)
    return { site, bodies: new Map(await Promise.all(read)) }
  } catch (error) {
    if (isMissing(error)) return null
    const why = error instanceof Error ? error.message : String(error)
    onProblem(`the dashboard in ${FOLDER} cannot be read, so / shows none: ${why}`)
    return null
  }
}

/** Of whoever uses the server without it; a file that is listed and missing is another matter. */
function isMissing(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') return false
  return 'path' in error && error.path === join(FOLDER, MANIFEST)
}
