import type { AccountView, LimitView, PoolView } from '../balancer/view.ts'
import type { Noticed } from './attention-row.ts'
import { shareInWords, spanInWords } from './words.ts'

/** A limit that is used to this share is close. */
const CLOSE = 0.9
/** One that is back sooner than this is no news. */
const SOON_MS = 60_000

/** What is to be told of each account by itself. An account shows once: what stops it goes before what is close. */
export function noticeAccounts({ policy, accounts }: PoolView, now: number): readonly Noticed[] {
  return accounts.flatMap((account) => {
    const noticed = noticeAccount(account, now)
    return noticed === null ? [] : [{ ...noticed, pool: policy.name, account: account.name, accountId: account.id }]
  })
}

type OfAccount = Omit<Noticed, 'pool' | 'account' | 'accountId'>

function noticeAccount(account: AccountView, now: number): OfAccount | null {
  const { id, name, until } = account
  const reason = account.reason === null ? '' : ` (${account.reason})`
  switch (account.state) {
    case 'needs_sign_in':
      return {
        id: `needs_sign_in:${id}`,
        kind: 'needs_sign_in',
        level: 'warning',
        text: `Account ${name} needs sign-in: its refresh token was refused${reason}. Sign in again with \`claudeflare accounts sign-in ${name}\` or on the Accounts page.`,
        until: null,
      }
    case 'disabled':
      return {
        id: `disabled:${id}`,
        kind: 'disabled',
        level: 'warning',
        text: `Account ${name} is disabled: ${whyDisabled(account)}${tellAgain(until, now)}.`,
        until,
      }
    case 'cooling':
      return {
        id: `cooling:${id}`,
        kind: 'cooling',
        level: 'note',
        text: `Account ${name} cools down${until === null ? '' : `; it is back in ${spanInWords(until - now)}`}${reason}.`,
        until,
      }
    case 'serving':
      return noticeLimit(account, now)
    case 'paused':
      return null
  }
}

function whyDisabled({ reason }: AccountView): string {
  if (reason === 'auth') return 'its vendor refused its credential, so see whether that is still good'
  return 'most of its last answers were failures'
}

function tellAgain(until: number | null, now: number): string {
  if (until === null) return ''
  return until <= now ? '; it is tried again with the next call' : `; it is tried again in ${spanInWords(until - now)}`
}

function noticeLimit({ id, name, limits }: AccountView, now: number): OfAccount | null {
  const close = limits.filter((limit) => isClose(limit, now)).toSorted((a, b) => b.utilization - a.utilization)
  const [tightest] = close
  if (tightest === undefined) return null
  const { resetsAt } = tightest
  const reset = resetsAt === null ? '' : `; it begins anew in ${spanInWords(resetsAt - now)}`
  return {
    id: `near_limit:${id}:${tightest.name}`,
    kind: 'near_limit',
    level: 'note',
    text: `Account ${name} has used ${shareInWords(tightest.utilization)} of its limit ${tightest.name}${reset}.`,
    until: resetsAt,
  }
}

function isClose({ utilization, resetsAt, learned }: LimitView, now: number): boolean {
  return utilization > CLOSE && !learned && (resetsAt === null || resetsAt - now > SOON_MS)
}
