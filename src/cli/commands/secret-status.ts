import type { Settings } from '../../model/settings.ts'
import { readSecretStatus, type SecretStatus, type VaultState } from '../../runtimes/node/secret-status.ts'
import { lookAtAccounts } from '../../stores/sqlite/look-at-accounts.ts'
import { StoreError } from '../../stores/store-error.ts'
import { FAILED, FINE, type Invocation, WRONG } from '../command.ts'
import { loadForCommand } from '../load-for-command.ts'

/** `secret status`, whether a server runs or not. */
export async function showSecretStatus(invocation: Invocation): Promise<number> {
  const { terminal, flags } = invocation
  const settings = loadForCommand(invocation)
  if (settings === null) return WRONG
  const status = await lookAtSecret(settings)
  if (typeof status === 'string') {
    terminal.err(`claudeflare: ${status}`)
    return FAILED
  }
  if (flags.has('json')) terminal.out(JSON.stringify(status, null, 2))
  else for (const line of tellStatus(status)) terminal.out(line)
  return status.vault === 'locked' || status.vault === 'damaged' ? FAILED : FINE
}

/** How the secret and the vault are; a sentence where the database cannot be looked into. */
async function lookAtSecret(settings: Settings): Promise<SecretStatus | string> {
  try {
    return await readSecretStatus(settings, await lookAtAccounts(settings.databasePath))
  } catch (error) {
    if (error instanceof StoreError) return error.message
    throw error
  }
}

function tellStatus({ source, credentials, vault, broken }: SecretStatus): readonly string[] {
  return [
    `secret      ${source ?? 'none yet: it is made with the first account, or at the first start'}`,
    `credentials ${credentials}`,
    `vault       ${vault === 'damaged' ? `${MEANINGS.damaged}: ${broken.join(', ')}` : MEANINGS[vault]}`,
  ]
}

const MEANINGS: Readonly<Record<VaultState, string>> = {
  empty: 'holds nothing',
  opens: 'opens',
  'opens with the previous secret': 'opens with CLAUDEFLARE_SECRET_PREVIOUS; the next start seals it anew',
  'opens with the next secret': 'a change of the secret was interrupted; the next start finishes it',
  locked: 'does not open: this is not the secret that it was sealed with',
  damaged: 'opens, but not for every credential',
}
