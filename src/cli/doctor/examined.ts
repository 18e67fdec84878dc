import { BALANCED_POOL } from '../../model/pool.ts'
import type { Settings } from '../../model/settings.ts'
import { askForList, askServer, credentialOf } from '../ask-server.ts'
import type { Invocation } from '../command.ts'
import { fieldList, fieldText } from '../fields.ts'
import type { Announced } from '../find-server.ts'
import { tellMissing } from '../tell-missing.ts'
import { type Finding, note, wrong } from './finding.ts'

/** What is looked at of an account, whoever told of it. */
export interface ExaminedAccount {
  readonly id: string
  readonly name: string
  readonly pool: string
  readonly provider: string
  readonly baseUrl: string
  readonly allowPrivate: boolean
  readonly isStored: boolean
  readonly isSignedOut: boolean
}

/** Accounts, and whether pool `lb` serves. */
export interface Examined {
  readonly accounts: readonly ExaminedAccount[]
  readonly isBalancing: boolean
}

export type ToldByServer =
  | { readonly ok: true; readonly examined: Examined }
  /** It tells this command nothing. */
  | { readonly ok: false; readonly finding: Finding }

/** What a start from this shell would have. */
export function examineSettings({ accounts, loadBalancer }: Pick<Settings, 'accounts' | 'loadBalancer'>): Examined {
  return {
    accounts: accounts.map((account) => ({
      ...account,
      isStored: account.source === 'store',
      isSignedOut: account.needsSignIn !== null,
    })),
    isBalancing: loadBalancer.enabled,
  }
}

/** What the server that runs has: it was started with an environment of its own. */
export async function askWhatIsServed(asker: Invocation): Promise<ToldByServer> {
  const accounts = await askForList(asker, '/api/accounts')
  if (!accounts.ok) {
    const what = `what the server has cannot be looked at, so the accounts are those of this shell's settings: ${accounts.sentences.join(' ').replace(/\.$/, '')}`
    // Somebody who gave a key meant it to be one.
    const isRefused = accounts.status === 401 || accounts.status === 403
    return { ok: false, finding: isRefused && credentialOf(asker.terminal) !== null ? wrong(what) : note(what) }
  }
  tellMissing(asker.terminal, accounts.body)
  const pool = await askServer(asker, { method: 'GET', path: `/api/pools/${BALANCED_POOL}` })
  const isBalancing = pool.ok && fieldText(pool.body, 'enabled') === 'true'
  return { ok: true, examined: { accounts: fieldList(accounts.body, 'items').flatMap(toExamined), isBalancing } }
}

/** One whose address cannot be read is of a version to come. */
function toExamined(item: unknown): readonly ExaminedAccount[] {
  const text = (field: string) => fieldText(item, field)
  const account = {
    id: text('id'),
    name: text('name'),
    pool: text('pool'),
    provider: text('provider'),
    baseUrl: text('base_url'),
    allowPrivate: text('allow_private') === 'true',
    isStored: text('source') === 'store',
    isSignedOut: text('state') === 'needs_sign_in',
  }
  return URL.canParse(account.baseUrl) ? [account] : []
}

/** Asks the server of this state folder, whichever other `CLAUDEFLARE_URL` names. */
export function toAskerOf(invocation: Invocation, { url }: Announced): Invocation {
  const { terminal } = invocation
  return { ...invocation, terminal: { ...terminal, env: { ...terminal.env, CLAUDEFLARE_URL: url } } }
}
