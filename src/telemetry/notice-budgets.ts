import { toBillionths } from '../model/key-spend.ts'
import type { BudgetFacts } from './attention-facts.ts'
import type { Noticed } from './attention-row.ts'
import { dollarsInWords, shareInWords, spanInWords } from './words.ts'

/** Sums of money are rounded: a budget is used up a little before its last cent. */
const USED_UP = 0.995

/** Whether a client key's budget is used up, too little is left of it for its calls, or it is used to a good part. */
export function noticeBudget(budget: BudgetFacts, share: number, now: number): Noticed | null {
  const used = budget.spentUsd / budget.usd
  const { keyId, name, usd, per, spentUsd, resetsAt, isRefusing } = budget
  // As amounts of money, which are exact: 0.16 of 0.2 is 80 %, and less by floating point.
  const isNear = toBillionths(spentUsd) >= toBillionths(usd * Math.min(share, USED_UP))
  if (!isNear && !isRefusing) return null
  const of = { kind: 'budget', pool: null, account: null, accountId: null, until: resetsAt } as const
  const spent = `${dollarsInWords(spentUsd)} of ${dollarsInWords(usd)} a ${per}`
  const anew = `It begins anew in ${spanInWords(resetsAt - now)}`
  if (used >= USED_UP) {
    const text = `The budget of client key ${name} is used up (${spent}): its calls are refused. ${anew}; to let it go on, make a key with another budget.`
    return { ...of, id: spentBudgetId(keyId), level: 'critical', text }
  }
  if (isRefusing) {
    const text = `Too little is left of the budget of client key ${name} (${spent}): calls that may cost more than the rest are refused. ${anew}; to let it go on, make a key with another budget, or have it ask for fewer tokens.`
    return { ...of, id: spentBudgetId(keyId), level: 'critical', text }
  }
  const text = `Client key ${name} has used ${shareInWords(used)} of its budget (${spent}). ${anew}.`
  return { ...of, id: nearBudgetId(keyId), level: 'warning', text }
}

function nearBudgetId(keyId: string): string {
  return `budget:${keyId}:near`
}

export function spentBudgetId(keyId: string): string {
  return `budget:${keyId}:spent`
}
