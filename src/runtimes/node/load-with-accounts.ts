import type { Store } from '../../stores/store.ts'
import type { NodeSettings, ProcessFacts } from './files/load-node-settings.ts'
import { loadNodeSettings } from './files/load-node-settings.ts'
import { lookAtNodeAccounts, type NodeAccounts, openNodeAccounts } from './open-node-accounts.ts'

export type LoadedWithAccounts =
  | (Extract<NodeSettings, { ok: true }> & { readonly opened: NodeAccounts })
  | Extract<NodeSettings, { ok: false }>

/** The settings with the accounts that are stored: their credentials opened, or only looked at (`sealed`). */
export async function loadWithAccounts(
  facts: ProcessFacts,
  store: Pick<Store, 'accounts'>,
  access: 'open' | 'sealed',
): Promise<LoadedWithAccounts> {
  const first = loadNodeSettings(facts)
  if (!first.ok) return first
  const opened =
    access === 'open'
      ? await openNodeAccounts(first.settings, store)
      : ({ ok: true, value: await lookAtNodeAccounts(store), notes: [] } as const)
  if (!opened.ok) return { ok: false, sentences: [opened.why] }
  const loaded = loadNodeSettings(facts, opened.value.accounts)
  if (!loaded.ok) return loaded
  return { ...loaded, warnings: [...first.warnings, ...loaded.warnings, ...opened.notes], opened: opened.value }
}
