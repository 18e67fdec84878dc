import type { Settings } from '../../model/settings.ts'
import { createCheckHere } from '../../runtimes/node/check-here.ts'
import { askServer } from '../ask-server.ts'
import type { Invocation } from '../command.ts'
import { fieldText } from '../fields.ts'
import type { ExaminedAccount } from './examined.ts'
import { type Finding, note, ok, wrong } from './finding.ts'
import { inParallel } from './in-parallel.ts'

const AT_ONCE = 8
/** Above what the server allows itself for it. */
const TIMEOUT_MS = 20_000

/** What came of asking a vendor. */
interface Told {
  readonly result: string
  readonly detail: string
}

/** What is told how far it is. */
type OnDone = (count: number, of: number) => void

/** Each account by a call that is free, from here. */
export async function inspectAccounts(
  settings: Pick<Settings, 'accounts' | 'outbound'>,
  onDone: OnDone,
): Promise<readonly Finding[]> {
  const { accounts } = settings
  const told = await inParallel(accounts, toBound(accounts, onDone), createCheckHere(settings))
  return accounts.flatMap((account, index) => toFinding(account, told[index]))
}

/** The same through the server that runs, which has their tokens. */
export async function inspectServedAccounts(
  asker: Invocation,
  accounts: readonly ExaminedAccount[],
  onDone: OnDone,
): Promise<readonly Finding[]> {
  const told = await inParallel(accounts, toBound(accounts, onDone), (account) => askThrough(asker, account))
  const silent = told.flatMap((one) => ('why' in one ? [one.why] : []))
  const findings = accounts.flatMap((account, index) => {
    const one = told[index]
    return one === undefined || 'why' in one ? [] : toFinding(account, one)
  })
  if (silent.length === 0) return findings
  return [...findings, note(`${silent.length} accounts could not be asked through the server: ${silent[0]}`)]
}

function toBound({ length }: readonly unknown[], onDone: OnDone): Parameters<typeof inParallel>[1] {
  return { atOnce: AT_ONCE, onDone: (count) => onDone(count, length) }
}

async function askThrough(asker: Invocation, { id }: ExaminedAccount): Promise<Told | { readonly why: string }> {
  const path = `/api/accounts/${encodeURIComponent(id)}/check`
  const answer = await askServer(asker, { method: 'POST', path, timeoutMs: TIMEOUT_MS })
  if (!answer.ok) return { why: answer.sentences.join(' ') }
  return { result: fieldText(answer.body, 'result'), detail: fieldText(answer.body, 'detail') }
}

function toFinding({ name }: Pick<ExaminedAccount, 'name'>, told: Told | undefined): readonly Finding[] {
  return told === undefined ? [] : [tell(name, told)]
}

function tell(name: string, { result, detail }: Told): Finding {
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
