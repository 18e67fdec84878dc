import type { BudgetFacts } from './attention-facts.ts'
import type { Noticed } from './attention-row.ts'
import { dollarsInWords, shareInWords, spanInWords } from './words.ts'

/** A call is refused where what it may cost does not fit: a budget is used up a little before its last cent. */
const USED_UP = 0.995

/** Whether a client key's budget is used up, or to a good part. */
export function noticeBudget(budget: BudgetFacts, share: number, now: number): Noticed | null {
  const used = budget.spentUsd / budget.usd
  if (used < Math.min(share, USED_UP)) return null
  const { keyId, name, usd, per, spentUsd, resetsAt } = budget
  const of = { kind: 'budget', pool: null, account: null, accountId: null, until: resetsAt } as const
  const spent = `${dollarsInWords(spentUsd)} of ${dollarsInWords(usd)} a ${per}`
  const anew = `It begins anew in ${spanInWords(resetsAt - now)}`
  if (used >= USED_UP) {
    const text = `The budget of client key ${name} is used up (${spent}): its calls are refused. ${anew}; to let it go on, make a key with another budget.`
    return { ...of, id: spentBudgetId(keyId), level: 'critical', text }
  }
  const text = `Client key ${name} has used ${shareInWords(used)} of its budget (${spent}). ${anew}.`
  return { ...of, id: nearBudgetId(keyId), level: 'warning', text }
}

export function nearBudgetId(keyId: string): string {
  return `budget:${keyId}:near`
}

export function spentBudgetId(keyId: string): string {
  return `budget:${keyId}:spent`
}
