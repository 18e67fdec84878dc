import type { AccountService } from '../../accounts/account-service.ts'
import type { StoredAccounts } from '../../admin/ports.ts'
import { toStoredAccounts } from '../../admin/stored-accounts.ts'
import { orUnavailable } from './or-unavailable.ts'

/** Accounts that were added while the gateway ran, for the control API. */
export function createNodeStoredAccounts(service: AccountService): StoredAccounts {
  const accounts = toStoredAccounts(service)
  return {
    ...accounts,
    add: (spec) => orUnavailable(accounts.add(spec)),
    change: (id, change) => orUnavailable(accounts.change(id, change)),
    remove: (id) => orUnavailable(accounts.remove(id)),
    completeSignIn: (ticket, answer) => orUnavailable(accounts.completeSignIn(ticket, answer)),
  }
}
