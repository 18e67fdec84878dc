import type { PoolStore } from '../../stores/cloudflare/pool-store.ts'

const PAGE = 500
/** Pages that are looked through at the most. */
const PAGES = 4

/** Models that the newest requests asked for, since that moment, epoch ms. */
export function findModels(
  store: Pick<PoolStore, 'requests'>,
  since: number,
): readonly { readonly provider: string; readonly model: string }[] {
  const found = new Map<string, { readonly provider: string; readonly model: string }>()
  let cursor: string | null = null
  for (let page = 0; page < PAGES; page += 1) {
    const { items, next } = store.requests({ since }, { limit: PAGE, cursor })
    for (const { provider, model } of items) {
      if (provider !== null && model !== null) found.set(`${provider}/${model}`, { provider, model })
    }
    if (next === null) break
    cursor = next
  }
  return [...found.values()]
}
