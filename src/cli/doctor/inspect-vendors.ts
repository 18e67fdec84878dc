import type { Settings } from '../../model/settings.ts'
import { tellUnreachable } from '../../model/unreachable.ts'
import { askHead } from '../../runtimes/node/check-here.ts'
import { toDuration } from '../look/times.ts'
import type { ExaminedAccount } from './examined.ts'
import { type Finding, ok, wrong } from './finding.ts'
import { inParallel } from './in-parallel.ts'

const TIMEOUT_MS = 10_000
const AT_ONCE = 8
/** Limits' resets are read against the vendors' clocks; `Date` itself is exact to a second. */
const MOST_SKEW_MS = 30_000

interface Reached {
  readonly finding: Finding
  /** Ms that the vendor's clock is ahead of this one; `null` where it did not tell. */
  readonly skewMs: number | null
}

/** Whether each vendor in use is reached as calls would reach it, and whether this machine's clock agrees with theirs. */
export async function inspectVendors(
  used: Pick<Settings, 'outbound'> & { readonly accounts: readonly ExaminedAccount[] },
  onDone: (count: number, of: number) => void,
): Promise<readonly Finding[]> {
  const origins = [...new Map(used.accounts.map((account) => [new URL(account.baseUrl).origin, account])).values()]
  const plan = { atOnce: AT_ONCE, onDone: (count: number) => onDone(count, origins.length) }
  const reached = await inParallel(origins, plan, (account) => reach(used, account))
  return [...reached.map(({ finding }) => finding), ...inspectClock(reached)]
}

async function reach(used: Pick<Settings, 'outbound'>, account: ExaminedAccount): Promise<Reached> {
  const { origin, host } = new URL(account.baseUrl)
  const startedAt = Date.now()
  try {
    const { date } = await askHead(used, account, TIMEOUT_MS)
    const tookMs = Date.now() - startedAt
    const at = date === null ? Number.NaN : Date.parse(date)
    const skewMs = Number.isNaN(at) ? null : at - (startedAt + tookMs / 2)
    return { finding: ok(`${account.provider} is reached at ${origin} in ${toDuration(tookMs)}`), skewMs }
  } catch (error) {
    return { finding: wrong(`${account.provider}: ${tellUnreachable(error, host)}`), skewMs: null }
  }
}

/** The middle one counts: one vendor's clock may be wrong itself. */
function inspectClock(reached: readonly Reached[]): readonly Finding[] {
  const skews = reached.flatMap(({ skewMs }) => skewMs ?? []).toSorted((a, b) => a - b)
  const middle = skews[Math.floor((skews.length - 1) / 2)]
  if (middle === undefined) return []
  if (Math.abs(middle) <= MOST_SKEW_MS) return [ok("this machine's clock agrees with the vendors'")]
  const way = middle > 0 ? 'behind' : 'ahead of'
  return [
    wrong(
      `this machine's clock is ${toDuration(Math.abs(middle))} ${way} the vendors': set it, since the ends of limits are read by it`,
    ),
  ]
}
