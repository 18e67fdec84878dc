import { matchesPattern } from '../model/patterns.ts'
import type { Account } from '../model/account.ts'

/** What a model is called at the account's provider: the first pattern of its `model_map` that matches, else its own name. */
export function toProviderModel(account: Pick<Account, 'modelMap'>, model: string): string {
  for (const { pattern, target } of account.modelMap) if (matchesPattern(pattern, model)) return target
  return model
}
