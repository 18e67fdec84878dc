import type { FlagSpec } from '../../config/parse-flags.ts'
import { KEY_SCOPES } from '../../model/client-key.ts'
import { type Command, JSON_FLAG, refuseUsage } from '../command.ts'
import { SERVER_FLAGS } from '../find-server.ts'
import { createKey } from './create-key.ts'
import { deleteKey } from './delete-key.ts'
import { showPaths } from './key-paths.ts'
import { listKeys } from './list-keys.ts'

const CREATE_FLAGS: readonly FlagSpec[] = [
  { name: 'name', takes: 'value', help: 'what the new key is called (cli)' },
  {
    name: 'scope',
    takes: 'value',
    help: `of ${KEY_SCOPES.join(', ')} (admin,call for the first key, else call)`,
    values: KEY_SCOPES,
  },
  {
    name: 'pool',
    takes: 'value',
    help: 'pools it may use, the first being where its calls go (accounts)',
    names: 'pools',
  },
  { name: 'model', takes: 'value', help: 'patterns of the models it may ask for: claude-haiku-*,gpt-* (all)' },
  { name: 'expires', takes: 'value', help: '30d, 12h, or a moment such as 2027-01-31T00:00:00Z (never)' },
  { name: 'requests-per-minute', takes: 'value', help: 'requests in any 60 s (no limit)' },
  { name: 'tokens-per-minute', takes: 'value', help: 'tokens of the last 60 s up to which a call begins (no limit)' },
  { name: 'budget', takes: 'value', help: 'US dollars that its calls may cost: 5/day, 100/month (no limit)' },
]

export const keys: Command = {
  name: 'keys',
  summary: 'makes, lists and deletes client keys; shows the addresses that need none',
  usage: ['keys [list]', 'keys create [NAME] [--scope admin,call] [--budget 5/day]', 'keys delete ID', 'keys path'],
  flags: [...CREATE_FLAGS, JSON_FLAG, ...SERVER_FLAGS],
  actions: ['list', 'create', 'delete', 'path'],
  async run(invocation) {
    const { terminal, flags, words } = invocation
    const action = words[0] ?? 'list'
    const odd = CREATE_FLAGS.find((flag) => action !== 'create' && flags.has(flag.name))
    if (odd !== undefined) return refuseUsage(terminal, 'keys', `--${odd.name} is for keys create`)
    switch (action) {
      case 'list':
        return listKeys(invocation)
      case 'create':
        return createKey(invocation)
      case 'delete':
        return deleteKey(invocation)
      case 'path':
        return showPaths(invocation)
      default:
        return refuseUsage(terminal, 'keys', `${action} is not known`)
    }
  },
}
