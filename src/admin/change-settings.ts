import { checkPoolStrategy } from '../config/check-pool-strategy.ts'
import { poolSettingKey } from '../config/pool-setting-key.ts'
import type { Settings } from '../model/settings.ts'
import { STRATEGIES } from '../model/pool.ts'
import { fixedBy, toWords } from './fixed-settings.ts'
import type { ControlDeps } from './ports.ts'
import { withPrices } from './price-patch.ts'
import { answerBadRequest, answerConflict, answerProblem } from './problem.ts'

/** Values by their dotted key in the config file. */
type Values = ReadonlyMap<string, unknown>

/** Changes settings, all or none; `null` where it has, else the answer that says why not. */
export type ChangeSettings = (values: Values) => Promise<Response | null>

/**
 * Writes changes to the config file, which the boards follow, so that nothing goes by what a restart would forget. One
 * change at a time.
 */
export function createSettingsChanger(deps: ControlDeps): ChangeSettings {
  let before: Promise<unknown> = Promise.resolve()
  return (values) => {
    const change = before.then(() => changeSettings(deps, values))
    before = change.catch(() => undefined)
    return change
  }
}

async function changeSettings(deps: ControlDeps, values: Values): Promise<Response | null> {
  const settings = deps.settings()
  for (const [key, value] of withPrices(values, settings.prices)) {
    const why = tellFixed(settings, key) ?? tellStrategy(settings, key, value)
    if (why !== null) return answerConflict(why)
  }
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

function tellFixed(settings: Settings, key: string): string | null {
  const source = fixedBy(settings, key)
  return source === null ? null : `${toName(key)} is set by ${toWords(source)} and cannot be changed here.`
}

function tellStrategy({ accounts, pools }: Settings, key: string, value: unknown): string | null {
  const strategy = STRATEGIES.find((name) => name === value)
  const pool = pools.find(({ name }) => poolSettingKey(name, 'strategy') === key)
  if (strategy === undefined || pool === undefined) return null
  const why = checkPoolStrategy(
    strategy,
    accounts.filter((account) => account.pool === pool.name),
  )
  return why === null ? null : `Refused: ${why}.`
}

/** `strategy of pool accounts`: settings of pools are known by more than their place in the file. */
function toName(key: string): string {
  if (key === 'lb_strategy') return 'strategy of pool accounts'
  if (key === 'load_balancer.strategy') return 'strategy of pool lb'
  const [, pool, field] = /^pools\.([^.]+)\.(.+)$/.exec(key) ?? []
  return pool === undefined ? key : `${field} of pool ${pool}`
}
