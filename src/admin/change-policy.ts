import { checkPoolStrategy } from '../config/check-pool-strategy.ts'
import { poolSettingKey, type PoolField } from '../config/pool-setting-key.ts'
import type { SettingSource } from '../model/settings.ts'
import { toWords } from './config-view.ts'
import type { PoolPatch } from './contract.ts'
import type { ControlDeps } from './ports.ts'
import { answerBadRequest, answerConflict, answerProblem } from './problem.ts'

/** The fields that a pool without a value of its own takes from a setting that all pools share. */
const SHARED: Readonly<Partial<Record<PoolField, string>>> = {
  window_size: 'load_balancer.window_size',
  session_duration_ms: 'session_duration_ms',
  session_scope: 'session_scope',
}

const FIELDS: readonly PoolField[] = ['strategy', 'window_size', 'session_duration_ms', 'session_scope']

/** Changes how a pool chooses; `null` where it has, else the answer that says why not. */
export type ChangePolicy = (pool: string, patch: PoolPatch) => Promise<Response | null>

/**
 * Writes the change to the config file, which the boards follow, so that a board never goes by what a restart would
 * forget. One change at a time.
 */
export function createPolicyChanger(deps: ControlDeps): ChangePolicy {
  let before: Promise<unknown> = Promise.resolve()
  return (pool, patch) => {
    const change = before.then(() => changePolicy(deps, pool, patch))
    before = change.catch(() => undefined)
    return change
  }
}

async function changePolicy(deps: ControlDeps, pool: string, patch: PoolPatch): Promise<Response | null> {
  const settings = deps.settings()
  for (const field of FIELDS) {
    const fixed = patch[field] === undefined ? null : fixedBy(settings.sources, pool, field)
    if (fixed !== null) return answerConflict(`${field} of pool ${pool} is set by ${fixed} and cannot be changed here.`)
  }
  if (patch.strategy !== undefined) {
    const members = settings.accounts.filter((account) => account.pool === pool)
    const why = checkPoolStrategy(patch.strategy, members)
    if (why !== null) return answerConflict(`Refused: ${why}.`)
  }
  const values = new Map(
    FIELDS.flatMap((field) => (patch[field] === undefined ? [] : [[poolSettingKey(pool, field), patch[field]]])),
  )
  const change = await deps.changeSettings(values)
  switch (change.kind) {
    case 'refused':
      return answerBadRequest(change.message)
    case 'failed':
      return answerProblem({ status: 503, code: 'state_unavailable', detail: change.message })
    case 'changed':
      return null
    default:
      return change satisfies never
  }
}

/** What holds a value from outside the file, by the name that a person knows it by; `null` where the API may change it. */
function fixedBy(sources: ReadonlyMap<string, SettingSource>, pool: string, field: PoolField): string | null {
  const keys = [poolSettingKey(pool, field), SHARED[field] ?? '']
  for (const key of keys) {
    const source = sources.get(key)
    if (source?.kind === 'environment' || source?.kind === 'flag') return toWords(source)
  }
  return null
}
