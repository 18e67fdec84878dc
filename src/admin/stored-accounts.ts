import type { AccountService } from '../accounts/account-service.ts'
import type { StoredAccounts } from './ports.ts'

/** The stored accounts of this process, as the control API has them. What the store cannot write it rejects with. */
export function toStoredAccounts({ book, tokens, signIns }: AccountService): StoredAccounts {
  return {
    find: (id) => book.find(id),
    add: (spec) => book.add(spec),
    async change(id, change) {
      const outcome = await book.change(id, change)
      if (outcome.kind === 'kept' && change.renewed !== undefined) tokens.forget(outcome.account.key)
      return outcome
    },
    async remove(id) {
      const key = book.find(id)?.key ?? ''
      const outcome = await book.remove(id)
      tokens.forget(key)
      return outcome
    },
    tokens: () => tokens.statuses(),
    beginSignIn: (request) => signIns.begin(request),
    completeSignIn: (ticket, answer) => signIns.complete(ticket, answer),
  }
}
