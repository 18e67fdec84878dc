import { tellFailure } from '../ask-server.ts'
import { askGateway } from '../ask-gateway.ts'
import { type Invocation, refuseUsage } from '../command.ts'
import { fieldText } from '../fields.ts'
import { type AccountFields, FIELD_FLAGS, readFields, refuseName, refusePrivate } from './account-flags.ts'
import { findAccount } from './find-account.ts'
import { readKey } from './read-key.ts'
import { showAccount } from './show-account.ts'

/** `accounts set NAME`: what can be changed at any time. */
export async function setAccount(invocation: Invocation): Promise<number> {
  const [, name = ''] = invocation.words
  const read = readFields(invocation, FIELD_FLAGS.changeable)
  if (!read.ok) return refuseUsage(invocation.terminal, 'accounts', read.why)
  if (Object.keys(read.fields).length > 0) return change(invocation, name, read.fields)
  const flags = FIELD_FLAGS.changeable.map((flag) => `--${flag.name}`).join(', ')
  return refuseUsage(invocation.terminal, 'accounts', `nothing to change: set takes ${flags}`)
}

/** `accounts rename NAME NEW`. What is remembered of it stays. */
export async function renameAccount(invocation: Invocation): Promise<number> {
  const [, name = '', next = ''] = invocation.words
  const why = refuseName(next)
  return why === null ? change(invocation, name, { name: next }) : refuseUsage(invocation.terminal, 'accounts', why)
}

/** `accounts key NAME`: another key, and with it where it is sent. */
export async function replaceKey(invocation: Invocation): Promise<number> {
  const [, name = ''] = invocation.words
  const read = readFields(invocation, FIELD_FLAGS.bound)
  const why = read.ok ? refusePrivate(read.fields) : read.why
  if (!read.ok || why !== null) return refuseUsage(invocation.terminal, 'accounts', why ?? '')
  const key = await readKey(invocation)
  return key.ok ? change(invocation, name, { ...read.fields, api_key: key.key }) : key.exit
}

async function change(invocation: Invocation, name: string, body: AccountFields): Promise<number> {
  // By its id: a name may hold what a path may not.
  const found = await findAccount(invocation, name)
  if (!found.ok) return found.exit
  const path = `/api/accounts/${fieldText(found.account, 'id')}`
  const answer = await askGateway(invocation, { method: 'PATCH', path, body })
  return answer.ok ? showAccount(invocation, answer.body, 'is changed') : tellFailure(invocation.terminal, answer)
}
