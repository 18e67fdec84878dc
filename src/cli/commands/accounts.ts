import { askForList, askServer, tellFailure } from '../ask-server.ts'
import { type Command, FAILED, FINE, type Invocation, JSON_FLAG, refuseUsage } from '../command.ts'
import { fieldList, fieldMoment, fieldText } from '../fields.ts'
import { SERVER_FLAGS } from '../find-server.ts'
import { type Listing, printList } from '../print-list.ts'

const ACTIONS = ['pause', 'resume', 'reset']

const LISTING: Listing = {
  empty: 'no accounts: put keys into LOAD_BALANCER_API_KEYS or accounts of the config file',
  columns: [
    { title: 'NAME', cell: (item) => fieldText(item, 'name') },
    { title: 'POOL', cell: (item) => fieldText(item, 'pool') },
    { title: 'PROVIDER', cell: (item) => fieldText(item, 'provider') },
    { title: 'KEY', cell: (item) => fieldText(item, 'maskedKey') },
    { title: 'WEIGHT', cell: (item) => fieldText(item, 'weight') },
    { title: 'STATE', cell: (item) => fieldText(item, 'state') },
    { title: 'REASON', cell: (item) => fieldText(item, 'reason') },
    { title: 'UNTIL (UTC)', cell: (item) => fieldMoment(item, 'until') },
    { title: 'REQUESTS', cell: (item) => fieldText(item, 'requests') },
    { title: 'FAILURES', cell: (item) => fieldText(item, 'failures') },
    { title: 'LAST USED (UTC)', cell: (item) => fieldMoment(item, 'lastUsed') },
  ],
}

export const accounts: Command = {
  name: 'accounts',
  summary: 'lists the accounts and how they are; pauses and resumes them',
  usage: ['accounts', 'accounts pause|resume|reset NAME'],
  flags: [JSON_FLAG, ...SERVER_FLAGS],
  async run(invocation) {
    const [action, name, ...rest] = invocation.words
    if (action !== undefined && action !== 'list') {
      if (!ACTIONS.includes(action)) return refuseUsage(invocation.terminal, 'accounts', `${action} is not known`)
      if (name === undefined || rest.length > 0) return refuseUsage(invocation.terminal, 'accounts', 'name one account')
      return act(invocation, action, name)
    }
    if (name !== undefined) return refuseUsage(invocation.terminal, 'accounts', `${name} is not known`)
    const answer = await askForList(invocation, '/api/accounts')
    return answer.ok ? printList(invocation, answer.body, LISTING) : tellFailure(invocation.terminal, answer)
  },
}

async function act(invocation: Invocation, action: string, name: string): Promise<number> {
  const { terminal } = invocation
  const list = await askForList(invocation, '/api/accounts')
  if (!list.ok) return tellFailure(terminal, list)
  const found = fieldList(list.body, 'items').find(
    (item) => fieldText(item, 'name') === name || fieldText(item, 'id') === name,
  )
  if (found === undefined) {
    terminal.err(`claudeflare: there is no account ${name}; claudeflare accounts lists them`)
    return FAILED
  }
  const path = `/api/accounts/${encodeURIComponent(fieldText(found, 'id'))}/${action}`
  const answer = await askServer(invocation, { method: 'POST', path })
  if (!answer.ok) return tellFailure(terminal, answer)
  if (invocation.flags.has('json')) terminal.out(JSON.stringify(answer.body, null, 2))
  else terminal.out(`${name} is ${fieldText(answer.body, 'state')}`)
  return FINE
}
