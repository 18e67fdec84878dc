import { askGateway } from '../ask-gateway.ts'
import type { Invocation } from '../command.ts'
import { fieldText } from '../fields.ts'
import { hasServer } from '../find-server.ts'

/** Above what the gateway allows itself for it. */
const TIMEOUT_MS = 20_000

/**
 * Asks the vendor of an account that was just added for something free, and tells what came of it. The account is there
 * whatever it is. A script that runs while no server does waits for no vendor.
 */
export async function checkAdded(invocation: Invocation, account: unknown): Promise<void> {
  const { terminal, flags } = invocation
  if (!hasServer(invocation) && !terminal.hasScreen()) return
  const name = fieldText(account, 'name')
  terminal.progress(`asking ${fieldText(account, 'provider')} whether it takes the credential …`)
  const path = `/api/accounts/${encodeURIComponent(fieldText(account, 'id'))}/check`
  const answer = await askGateway(invocation, { method: 'POST', path, timeoutMs: TIMEOUT_MS })
  terminal.progress(null)
  if (!answer.ok) return terminal.err(`${name} could not be checked: ${answer.sentences.join(' ')}`)
  const told = `${name}: ${fieldText(answer.body, 'detail')}`
  if (fieldText(answer.body, 'result') === 'refused') terminal.err(`${told}: ${tellRemedy(account)}`)
  else if (fieldText(answer.body, 'ok') !== 'true') terminal.err(told)
  else if (!flags.has('json')) terminal.out(told)
}

function tellRemedy(account: unknown): string {
  const name = fieldText(account, 'name')
  if (fieldText(account, 'kind') === 'api_key') return `claudeflare accounts key ${name} replaces it`
  return `claudeflare doctor looks at the rest`
}
