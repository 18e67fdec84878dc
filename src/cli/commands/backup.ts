import { resolve } from 'node:path'
import { LOCATION_FLAGS } from '../../config/parse-flags.ts'
import { backupStore } from '../../stores/sqlite/restore-store.ts'
import { StoreError } from '../../stores/store-error.ts'
import { type Command, FAILED, FINE, refuseUsage, WRONG } from '../command.ts'
import { loadForCommand } from '../load-for-command.ts'

export const backup: Command = {
  name: 'backup',
  summary: 'copies the database to a file, also while the server runs',
  usage: ['backup FILE'],
  flags: LOCATION_FLAGS,
  async run(invocation) {
    const { terminal, words } = invocation
    const [file, ...rest] = words
    if (file === undefined || rest.length > 0) return refuseUsage(terminal, 'backup', 'name one file')
    const settings = loadForCommand(invocation)
    if (settings === null) return WRONG
    terminal.progress(`copying ${settings.databasePath} …`)
    try {
      await backupStore(settings.databasePath, resolve(file))
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      terminal.err(`claudeflare: ${error.message}`)
      return FAILED
    } finally {
      terminal.progress(null)
    }
    terminal.out(`${settings.databasePath} is copied to ${resolve(file)}`)
    return FINE
  },
}
