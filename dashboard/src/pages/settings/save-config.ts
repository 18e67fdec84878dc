import { useQueryClient } from '@tanstack/react-query'
import { ask } from '../../api/ask.ts'
import { CACHED } from '../../api/keys.ts'
import type { ConfigBody } from '../../../../src/admin/contract.ts'
import { useToasts } from '../../ui/toasts.tsx'

/** Changes settings from the next request on, and says so. */
export function useSaveConfig(): (changes: Readonly<Record<string, unknown>>) => Promise<void> {
  const client = useQueryClient()
  const toasts = useToasts()
  return async (changes) => {
    const body = await ask<ConfigBody>('PATCH', '/api/config', changes)
    client.setQueryData(CACHED.config, body)
    for (const queryKey of [CACHED.pools, CACHED.prices]) await client.invalidateQueries({ queryKey })
    toasts.done('Saved. It holds from the next request on, and after a restart.')
  }
}
