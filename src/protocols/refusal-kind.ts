import type { Refusal } from '../model/refusal.ts'

export type RefusalKind = Refusal['kind']

/** What a status says by itself, where no code in the body says more (contract §6). */
export function kindOfStatus(status: number): RefusalKind {
  switch (status) {
    case 401:
      return 'credential'
    case 402:
      return 'credit'
    case 403:
      return 'forbidden'
    case 429:
      return 'limit'
    case 529:
      return 'overloaded'
    default:
      return status >= 500 ? 'server' : 'request'
  }
}

const OWN_STATUS: Readonly<Record<RefusalKind, number>> = {
  limit: 429,
  busy: 429,
  credit: 402,
  credential: 401,
  forbidden: 403,
  overloaded: 529,
  server: 500,
  request: 400,
}

/** The status that a kind amounts to: the one that carried it where that says much the same, else the kind's own. */
export function statusOfKind(kind: RefusalKind, carried: number | null): number {
  if (carried === null || carried < 400) return OWN_STATUS[kind]
  const isSame = kindOfStatus(carried) === kind || kind === 'request' || (kind === 'credit' && carried === 429)
  return isSame ? carried : OWN_STATUS[kind]
}
