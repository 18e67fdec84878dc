import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from './dashboard-folders.ts'
import { isBuilt } from './source-stamp.ts'

export type Ensured =
  | { readonly kind: 'there' }
  | { readonly kind: 'built' }
  /** `said` is what the build wrote. */
  | { readonly kind: 'failed'; readonly said: string }

/**
 * Builds the dashboard if it is not there, or was made of other sources than those that are there now. In a process of its
 * own: what builds it takes memory that a server would keep. `onBuild` is told before.
 */
export function ensureDashboard(onBuild: () => void = () => {}): Ensured {
  if (isBuilt()) return { kind: 'there' }
  onBuild()
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  if (status === 0) return { kind: 'built' }
  return { kind: 'failed', said: error?.message ?? (stderr.trim() || stdout.trim()) }
}
