import { tellFailure } from '../ask-server.ts'
import { askGateway } from '../ask-gateway.ts'
import { FAILED, FINE, type Invocation } from '../command.ts'
import { fieldText } from '../fields.ts'
import { findAccount } from './find-account.ts'

/** `accounts check NAME`: whether its vendor takes its credential. Failed where it does not, or cannot be asked. */
export async function checkAccount(invocation: Invocation): Promise<number> {
  const { terminal, flags, words } = invocation
  const [, name = ''] = words
  const found = await findAccount(invocation, name)
  if (!found.ok) return found.exit
  terminal.progress(`asking ${fieldText(found.account, 'provider')} …`)
  const path = `/api/accounts/${encodeURIComponent(fieldText(found.account, 'id'))}/check`
  const answer = await askGateway(invocation, { method: 'POST', path })
  terminal.progress(null)
  if (!answer.ok) return tellFailure(terminal, answer)
  const { body } = answer
  if (flags.has('json')) terminal.out(JSON.stringify(body, null, 2))
  else
    terminal.out(
      `${name} is ${fieldText(body, 'result')}: ${fieldText(body, 'detail')}, ${fieldText(body, 'tookMs')} ms`,
    )
  return fieldText(body, 'ok') === 'true' ? FINE : FAILED
}
