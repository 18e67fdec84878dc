import { askForList, tellFailure } from '../ask-server.ts'
import { askGateway } from '../ask-gateway.ts'
import { FAILED, type Invocation } from '../command.ts'
import { fieldList, fieldText } from '../fields.ts'
import { tellMissing } from '../tell-missing.ts'

export type AccountFound =
  | { readonly ok: true; readonly account: unknown }
  /** It has been said why not. */
  | { readonly ok: false; readonly exit: number }

/** The account of that name, else of that id. */
export async function findAccount(invocation: Invocation, name: string): Promise<AccountFound> {
  const { terminal } = invocation
  const list = await askForList(invocation, '/api/accounts', askGateway)
  if (!list.ok) return { ok: false, exit: tellFailure(terminal, list) }
  const items = fieldList(list.body, 'items')
  const by = (field: string) => items.find((item) => fieldText(item, field) === name)
  const account = by('name') ?? by('id')
  if (account !== undefined) return { ok: true, account }
  tellMissing(terminal, list.body)
  terminal.err(`claudeflare: there is no account ${name}; claudeflare accounts lists them`)
  return { ok: false, exit: FAILED }
}
