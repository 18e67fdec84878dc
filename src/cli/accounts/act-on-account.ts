import { tellFailure } from '../ask-server.ts'
import { askGateway } from '../ask-gateway.ts'
import { FINE, type Invocation } from '../command.ts'
import { fieldText } from '../fields.ts'
import { findAccount } from './find-account.ts'
import { signIn } from './sign-in.ts'

/** `accounts pause`, `resume` and `reset`. A pause lasts until a person resumes it. */
export async function actOnAccount(invocation: Invocation): Promise<number> {
  const { terminal, flags, words } = invocation
  const [action = '', name = ''] = words
  const found = await findAccount(invocation, name)
  if (!found.ok) return found.exit
  const path = `/api/accounts/${encodeURIComponent(fieldText(found.account, 'id'))}/${action}`
  const reason = flags.get('reason')
  const body = reason === undefined ? {} : { body: { reason } }
  const answer = await askGateway(invocation, { method: 'POST', path, ...body })
  if (!answer.ok) return tellFailure(terminal, answer)
  if (flags.has('json')) terminal.out(JSON.stringify(answer.body, null, 2))
  else terminal.out(`${name} is ${fieldText(answer.body, 'state')}`)
  return FINE
}

/** `accounts sign-in NAME`: of one that has to again. It stays the account that it was. */
export async function signInAgain(invocation: Invocation): Promise<number> {
  const [, name = ''] = invocation.words
  const found = await findAccount(invocation, name)
  if (!found.ok) return found.exit
  const { account } = found
  return signIn(invocation, { provider: fieldText(account, 'provider'), fields: { account: fieldText(account, 'id') } })
}
