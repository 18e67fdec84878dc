import type { AccountCheckedBody } from '../../../../src/admin/account-contract.ts'

/** What a free call to the vendor came to. */
export type Checked = AccountCheckedBody

/** In a sentence or two, of an account that was just added. */
export function tellChecked(name: string, { result, detail }: Pick<Checked, 'result' | 'detail'>): string {
  const told = `${name}: ${detail}.`
  return result === 'refused' ? `${told} The account is kept; it gets another key under Rename or change.` : told
}
