import type { Account } from '../model/account.ts'

/** What a model is called at the account's provider: the first pattern of its `model_map` that matches, else its own name. */
export function toProviderModel(account: Pick<Account, 'modelMap'>, model: string): string {
  for (const { pattern, target } of account.modelMap) if (matches(pattern, model)) return target
  return model
}

/** `*` stands for any run of characters, also none. */
function matches(pattern: string, model: string): boolean {
  if (!pattern.includes('*')) return pattern === model
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(model)
}
