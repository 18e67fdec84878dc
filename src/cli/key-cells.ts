import { fieldMoment, fieldNumber, fieldText } from './fields.ts'

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

/** What of its budget is spent, or held for calls under way: `$1.2500 until 2026-12-01 00:00:00`. */
export function tellSpent(item: unknown): string {
  const spent = fieldNumber(item, 'budget_spent_usd')
  if (spent === null) return '-'
  const held = fieldNumber(item, 'budget_held_usd') ?? 0
  return `$${(spent + held).toFixed(4)} until ${fieldMoment(item, 'budget_resets_at')}`
}
