import { resolve } from 'node:path'
import { LOCATION_FLAGS } from '../../config/parse-flags.ts'
import { backupStore } from '../../stores/sqlite/restore-store.ts'
import { StoreError } from '../../stores/store-error.ts'
import { type Command, FAILED, FINE, refuseUsage, WRONG } from '../command.ts'
import { locateForCommand } from '../load-for-command.ts'

export const backup: Command = {
  name: 'backup',
  summary: 'copies the database to a file, also while the server runs',
  usage: ['backup FILE'],
  flags: LOCATION_FLAGS,
  async run(invocation) {
    const { terminal, words } = invocation
    const [file, ...rest] = words
    if (file === undefined || rest.length > 0) return refuseUsage(terminal, 'backup', 'name one file')
    const whereabouts = locateForCommand(invocation)
    if (whereabouts === null) return WRONG
    const { databasePath } = whereabouts
    terminal.progress(`copying ${databasePath} …`)
    try {
      await backupStore(databasePath, resolve(file))
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      terminal.err(`claudeflare: ${error.message}`)
      return FAILED
    } finally {
      terminal.progress(null)
    }
    terminal.out(`${databasePath} is copied to ${resolve(file)}`)
    return FINE
  },
}
