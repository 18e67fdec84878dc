import { type Command, JSON_FLAG, refuseUsage } from '../command.ts'
import { SERVER_FLAGS } from '../find-server.ts'
import { createKey } from './create-key.ts'
import { deleteKey } from './delete-key.ts'
import { showPaths } from './key-paths.ts'
import { listKeys } from './list-keys.ts'

export const keys: Command = {
  name: 'keys',
  summary: 'makes, lists and deletes client keys; shows the addresses that need none',
  usage: ['keys [list]', 'keys create [NAME] [--scope admin,call]', 'keys delete ID', 'keys path'],
  flags: [
    { name: 'name', takes: 'value', help: 'what the new key is called (cli)' },
    {
      name: 'scope',
      takes: 'value',
      help: 'of call, admin, stateful, metrics (admin,call for the first key, else call)',
    },
    JSON_FLAG,
    ...SERVER_FLAGS,
  ],
  async run(invocation) {
    const action = invocation.words[0] ?? 'list'
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
        return refuseUsage(invocation.terminal, 'keys', `${action} is not known`)
    }
  },
}
