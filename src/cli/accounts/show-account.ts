import { FINE, type Invocation } from '../command.ts'
import { fieldText } from '../fields.ts'

/** Prints what has become of an account, as the API answered it; the exit status. */
export function showAccount({ terminal, flags }: Invocation, account: unknown, what: string): number {
  if (flags.has('json')) {
    terminal.out(JSON.stringify(account, null, 2))
    return FINE
  }
  const [name, pool, provider] = ['name', 'pool', 'provider'].map((field) => fieldText(account, field))
  terminal.out(`${name} ${what}: pool ${pool}, provider ${provider}, ${tellCredential(account)}`)
  return FINE
}

function tellCredential(account: unknown): string {
  switch (fieldText(account, 'kind')) {
    case 'oauth':
      return 'an OAuth account'
    case 'workload_identity':
      return 'a workload identity'
    default:
      return `key ${fieldText(account, 'maskedKey')}`
  }
}
