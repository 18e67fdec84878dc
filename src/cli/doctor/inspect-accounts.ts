import type { Account } from '../../model/account.ts'
import type { Settings } from '../../model/settings.ts'
import { createCheckHere } from '../../runtimes/node/check-here.ts'
import { askServer } from '../ask-server.ts'
import type { Invocation } from '../command.ts'
import { fieldText } from '../fields.ts'
import { type Finding, note, ok, wrong } from './finding.ts'
import { inParallel } from './in-parallel.ts'

const AT_ONCE = 8
/** Above what the server allows itself for it. */
const TIMEOUT_MS = 20_000

type Told = { readonly result: string; readonly detail: string } | { readonly why: string }

/** Each account by a call that is free: through the server where one runs, which has their tokens. */
export async function inspectAccounts(
  invocation: Invocation,
  settings: Pick<Settings, 'accounts' | 'outbound'>,
  plan: { readonly isServed: boolean; onDone(count: number, of: number): void },
): Promise<readonly Finding[]> {
  const { accounts } = settings
  const ask = plan.isServed ? (account: Account) => askThrough(invocation, account) : createCheckHere(settings)
  const bound = { atOnce: AT_ONCE, onDone: (count: number) => plan.onDone(count, accounts.length) }
  const told = await inParallel<Account, Told>(accounts, bound, ask)
  const silent = told.flatMap((one) => ('why' in one ? [one.why] : []))
  const findings = accounts.flatMap((account, index) => {
    const one = told[index]
    return one === undefined || 'why' in one ? [] : [toFinding(account, one)]
  })
  if (silent.length === 0) return findings
  return [...findings, note(`${silent.length} accounts could not be asked through the server: ${silent[0]}`)]
}

async function askThrough(invocation: Invocation, { id }: Account): Promise<Told> {
  const path = `/api/accounts/${encodeURIComponent(id)}/check`
  const answer = await askServer(invocation, { method: 'POST', path, timeoutMs: TIMEOUT_MS })
  if (!answer.ok) return { why: answer.sentences.join(' ') }
  return { result: fieldText(answer.body, 'result'), detail: fieldText(answer.body, 'detail') }
}

function toFinding(
  { name }: Account,
  { result, detail }: { readonly result: string; readonly detail: string },
): Finding {
  const what = `account ${name}: ${detail}`
  switch (result) {
    case 'valid':
      return ok(what)
    case 'refused':
      return wrong(`${what}: claudeflare accounts key ${name} replaces a key, accounts sign-in ${name} signs in again`)
    case 'unreachable':
      return wrong(what)
    case 'unready':
      return note(`account ${name} was not asked: its token is not there (${detail})`)
    default:
      return note(what)
  }
}
