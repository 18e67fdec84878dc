import type { Attention } from './attention-row.ts'

/** A pool that does not answer, which is so on Workers alone. `since` is epoch ms. */
export function toUnreachable(pool: string, since: number): Attention {
  return {
    id: `unreachable:${pool}`,
    kind: 'unreachable',
    level: 'critical',
    text: `Pool ${pool} cannot be asked just now: its Durable Object does not answer, so its calls fail or wait, and its figures are missing here. The Worker's log says why.`,
    pool,
    account: null,
    accountId: null,
    since,
    until: null,
  }
}
