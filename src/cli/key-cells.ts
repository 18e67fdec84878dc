import { fieldNumber, fieldText } from './fields.ts'
import { toRelative, toUtc } from './look/times.ts'
import { isForPeople, type View } from './look/view.ts'

/** A key's limits in a listing: `10 requests/min, 5000 tokens/min, $5/day`. */
export function tellLimits(item: unknown): string {
  const [requests, tokens] = [fieldText(item, 'requests_per_minute'), fieldText(item, 'tokens_per_minute')]
  const usd = fieldText(item, 'budget.usd')
  const limits = [
    requests === '-' ? [] : [`${requests} requests/min`],
    tokens === '-' ? [] : [`${tokens} tokens/min`],
    usd === '-' ? [] : [`$${usd}/${fieldText(item, 'budget.per')}`],
  ].flat()
  return limits.length === 0 ? '-' : limits.join(', ')
}

/** What of its budget is spent, or held for calls under way: `$1.2500 until 2026-12-01 00:00:00`, for people `anew in 3 h`. */
export function tellSpent(item: unknown, view: View): string {
  const spent = fieldNumber(item, 'budget_spent_usd')
  if (spent === null) return '-'
  const dollars = `$${(spent + (fieldNumber(item, 'budget_held_usd') ?? 0)).toFixed(4)}`
  const at = fieldNumber(item, 'budget_resets_at')
  if (at === null || !isForPeople(view)) return `${dollars} until ${toUtc(at)}`
  return `${dollars}, anew ${toRelative(at, view.now)}`
}
