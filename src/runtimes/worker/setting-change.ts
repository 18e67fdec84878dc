import { withPrices } from '../../admin/price-patch.ts'
import { toAskedSentence } from '../../config/config-problem.ts'
import { supersede } from '../../config/lay-over.ts'
import type { OpenedAccount } from '../../model/stored-account.ts'
import type { SettingChanges } from '../../stores/cloudflare/gateway-store.ts'
import { loadWorkerSettings } from './load-worker-settings.ts'

/** What is kept at this moment. */
interface Kept {
  readonly changes: SettingChanges
  readonly accounts: readonly OpenedAccount[]
}

export type SettingChange =
  | { readonly kind: 'sound'; readonly values: SettingChanges }
  | { readonly kind: 'refused'; readonly message: string }

/** What is to be written of a change, single prices as the whole table; refused where the settings could not be used with it. */
export function settingChange(env: object, { changes, accounts }: Kept, given: SettingChanges): SettingChange {
  const before = loadWorkerSettings(env, changes, accounts)
  const asked = withPrices(new Map(given), before.ok ? before.settings.prices : [])
  const values = [...asked]
  const loaded = loadWorkerSettings(env, supersede(changes, values), accounts)
  if (loaded.ok) return { kind: 'sound', values }
  return { kind: 'refused', message: loaded.problems.map((problem) => toAskedSentence(problem, asked)).join(' ') }
}
