import type { Settings } from '../../model/settings.ts'
import { toCommandLineEntry } from '../command-line-entry.ts'
import type { Store } from '../../stores/store.ts'
import { askServer, tellFailure } from '../ask-server.ts'
import { FAILED, FINE, type Invocation, refuseUsage, WRONG } from '../command.ts'
import { fieldText } from '../fields.ts'
import { hasServer } from '../find-server.ts'
import { loadForCommand } from '../load-for-command.ts'
import { withOfflineStore } from '../offline-store.ts'
import { findAccount } from './find-account.ts'

/**
 * `accounts remove NAME`: through the running server where there is one, else straight out of its store, also where the
 * vault cannot be opened, or where the account is why no server starts.
 */
export async function removeAccount(invocation: Invocation): Promise<number> {
  const { terminal, words } = invocation
  const [, name = ''] = words
  const refused = await askWhetherSure(invocation, name)
  if (refused !== null) return refused
  if (hasServer(invocation)) return removeOverApi(invocation, name)
  const settings = loadForCommand(invocation)
  if (settings === null) return WRONG
  const used = await withOfflineStore(settings, (store) => removeFromStore({ store, settings }, name))
  switch (used.kind) {
    case 'held':
      return removeOverApi(invocation, name)
    case 'failed':
      terminal.err(`claudeflare: ${used.why}`)
      return FAILED
    case 'done':
      break
  }
  if (used.value === null) return tellRemoved(invocation, name)
  terminal.err(`claudeflare: ${used.value}`)
  return FAILED
}

/** The exit status where nothing is to be removed; `null` where it is. */
async function askWhetherSure({ terminal, flags }: Invocation, name: string): Promise<number | null> {
  if (flags.has('yes')) return null
  if (terminal.prompts === null) {
    return refuseUsage(terminal, 'accounts', 'what is removed is gone for good: say --yes where nobody can be asked')
  }
  if ((await terminal.prompts.confirm(`Remove ${name}? Its credential is deleted.`)) === true) return null
  terminal.err('claudeflare: nothing was removed')
  return FAILED
}

/** Why it was not removed, as a sentence; `null` where it was. */
async function removeFromStore(from: { store: Store; settings: Settings }, name: string): Promise<string | null> {
  const accounts = await from.store.accounts.list()
  const account = accounts.find((one) => one.name === name) ?? accounts.find((one) => one.id === name)
  if (account !== undefined) {
    await from.store.accounts.remove(account.key)
    await from.store.audit.record(
      toCommandLineEntry('account.remove', account.id, JSON.stringify({ name: account.name })),
    )
    return null
  }
  const isWritten = from.settings.accounts.some((one) => one.name === name || one.id === name)
  return isWritten
    ? `account ${name} is set by the environment or the config file: take it out there`
    : `there is no account ${name}; claudeflare accounts lists them`
}

async function removeOverApi(invocation: Invocation, name: string): Promise<number> {
  const found = await findAccount(invocation, name)
  if (!found.ok) return found.exit
  const path = `/api/accounts/${fieldText(found.account, 'id')}`
  const answer = await askServer(invocation, { method: 'DELETE', path })
  return answer.ok ? tellRemoved(invocation, name) : tellFailure(invocation.terminal, answer)
}

function tellRemoved({ terminal, flags }: Invocation, name: string): number {
  terminal.out(flags.has('json') ? JSON.stringify({ removed: name }) : `${name} is removed`)
  return FINE
}
