import type { Account } from './account.ts'

/** Where a connection may lead: to public addresses alone, or also to this machine and private networks. */
export type Reach = 'public' | 'anywhere'

export function reachOf({ allowPrivate }: Pick<Account, 'allowPrivate'>): Reach {
  return allowPrivate ? 'anywhere' : 'public'
}
