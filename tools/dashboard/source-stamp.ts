import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { MANIFEST } from '../../src/admin/site-manifest.ts'
import { BUILT, ROOT, SOURCES } from './dashboard-folders.ts'

/** What a built dashboard was made of. */
export interface SourceStamp {
  /** Files outside of `dashboard/` that went into it, below the checkout. */
  readonly outside: readonly string[]
  /** Of the content of all of them. */
  readonly sources: string
}

/** Beside the files of `dashboard/`: versions of what is installed, and how it is built. */
const ALWAYS = ['package-lock.json', 'tools/dashboard/build-dashboard.ts', 'tools/dashboard/site-file.ts']

/** The stamp of the sources as they are now. */
export function stampSources(outside: readonly string[]): SourceStamp {
  const own = globSync('**/*.*', { cwd: SOURCES, exclude: ['**/*.test.*'] }).map((name) => join(SOURCES, name))
  const paths = [...own.map((path) => relative(ROOT, path)), ...ALWAYS, ...outside].sort()
  const hash = createHash('sha256')
  for (const path of paths)
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(ROOT, path)))
      .update('\0')
  return { outside, sources: hash.digest('hex') }
}

/** Whether what is built was made of the sources as they are now. A few milliseconds. */
export function isBuilt(): boolean {
  try {
    const { outside, sources } = JSON.parse(readFileSync(join(BUILT, MANIFEST), 'utf8')) as SourceStamp
    return stampSources(outside).sources === sources
  } catch {
    // Nothing is built, or a file that went into it has gone.
    return false
  }
}
