import { resolve } from 'node:path'
import { LOCATION_FLAGS } from '../../config/parse-flags.ts'
import { restoreStore } from '../../stores/sqlite/restore-store.ts'
import { type Command, FAILED, FINE, refuseUsage, WRONG } from '../command.ts'
import { loadForCommand } from '../load-for-command.ts'
import { tellNotTaken, whileOffline } from '../offline-store.ts'

export const restore: Command = {
  name: 'restore',
  summary: 'puts a backup in the place of the database, while no server runs',
  usage: ['restore FILE'],
  flags: LOCATION_FLAGS,
  async run(invocation) {
    const { terminal, words } = invocation
    const [file, ...rest] = words
    if (file === undefined || rest.length > 0) return refuseUsage(terminal, 'restore', 'name one file')
    const settings = loadForCommand(invocation)
    if (settings === null) return WRONG
    const { home, databasePath } = settings
    terminal.progress(`checking and copying ${resolve(file)} …`)
    const used = await whileOffline(home, () => restoreStore(databasePath, resolve(file)))
    terminal.progress(null)
    if (used.kind !== 'done') {
      terminal.err(tellNotTaken(used))
      return FAILED
    }
    terminal.out(`${databasePath} is what ${resolve(file)} holds; what it was lies beside it`)
    return FINE
  },
}
