import { LOCATION_FLAGS } from '../../config/parse-flags.ts'
import { type Command, JSON_FLAG, refuseUsage } from '../command.ts'
import { tellLeaked } from '../leaked-credential.ts'
import { rotate } from './rotate-secret.ts'
import { showSecretStatus } from './secret-status.ts'

export const secret: Command = {
  name: 'secret',
  summary: 'tells of the secret that credentials are sealed with, and changes it',
  usage: ['secret [status]', 'secret rotate [--from-stdin]'],
  flags: [
    { name: 'from-stdin', takes: 'nothing', help: 'takes the new one from standard input, or asks (one is made)' },
    JSON_FLAG,
    ...LOCATION_FLAGS,
  ],
  actions: ['status', 'rotate'],
  refuses: tellLeaked,
  async run(invocation) {
    const { terminal, words, flags } = invocation
    const [action = 'status', stray] = words
    if (stray !== undefined) return refuseUsage(terminal, 'secret', `${stray} is not known`)
    switch (action) {
      case 'status':
        if (flags.has('from-stdin')) return refuseUsage(terminal, 'secret', '--from-stdin is for secret rotate')
        return showSecretStatus(invocation)
      case 'rotate':
        return rotate(invocation)
      default:
        return refuseUsage(terminal, 'secret', `${action} is not known`)
    }
  },
}
