import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'
import { findUnwritable } from './writable-state.ts'

/** Root may write wherever permissions alone forbid it. */
const isRoot = process.getuid?.() === 0

describe('what of the state can be written', () => {
  it('is all of it in a folder of one’s own, with and without a database, and nothing is left behind', () => {
    using folder = temporaryFolder()
    const databasePath = join(folder.path, 'data/not-made-yet/claudeflare.db')
    expect(findUnwritable({ home: folder.path, databasePath })).toEqual([])
    expect(readdirSync(folder.path)).toEqual([])
    mkdirSync(join(folder.path, 'data/not-made-yet'), { recursive: true })
    writeFileSync(databasePath, '')
    expect(findUnwritable({ home: folder.path, databasePath })).toEqual([])
  })

  it('is nothing where the folder is gone, or is a file', () => {
    using folder = temporaryFolder()
    const gone = join(folder.path, 'gone')
    const database = join(folder.path, 'file/claudeflare.db')
    writeFileSync(join(folder.path, 'file'), '')
    expect(findUnwritable({ home: gone, databasePath: join(folder.path, 'claudeflare.db') })).toEqual([
      expect.stringContaining(`${gone} cannot be written to: the folder does not exist`),
    ])
    expect(findUnwritable({ home: folder.path, databasePath: database }).join('\n')).toContain(
      `${join(folder.path, 'file')} cannot be written to: a part of the path is no folder`,
    )
  })

  it.skipIf(isRoot || process.platform === 'win32')('is not what permissions forbid', () => {
    using folder = temporaryFolder()
    const home = join(folder.path, 'home')
    const databasePath = join(home, 'claudeflare.db')
    mkdirSync(home)
    writeFileSync(databasePath, '')
    chmodSync(databasePath, 0o400)
    chmodSync(home, 0o500)
    expect(findUnwritable({ home, databasePath })).toEqual([
      expect.stringContaining(`${home} cannot be written to: permission is denied`),
      expect.stringContaining(`${databasePath} cannot be written to: permission is denied`),
    ])
    chmodSync(home, 0o700)
  })
})
