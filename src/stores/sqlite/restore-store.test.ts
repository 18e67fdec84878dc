import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from './open-database.ts'
import { backupStore, restoreStore } from './restore-store.ts'

describe('restoring a backup', () => {
  let folder: string
  let path: string
  let copy: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'claudeflare-restore-'))
    path = join(folder, 'claudeflare.db')
    copy = join(folder, 'copy.db')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  function note(value: number): void {
    using database = openDatabase({ path, backupsDir: folder })
    database.exec(`insert or replace into meta (name, value) values ('noted', ${value})`)
  }

  test('puts it in the place of the database, and keeps what it replaced', async () => {
    note(1)
    await backupStore(path, copy)
    note(2)
    await restoreStore(path, copy)
    expect(noted(path)).toBe(1)
    expect(noted(`${path}.replaced`)).toBe(2)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(noted(copy)).toBe(1)
  })

  test('works where no database is left', async () => {
    note(1)
    await backupStore(path, copy)
    rmSync(path)
    await restoreStore(path, copy)
    note(3)
    expect(noted(path)).toBe(3)
  })

  test('works over a damaged database', async () => {
    note(1)
    await backupStore(path, copy)
    writeFileSync(path, 'damaged')
    writeFileSync(`${path}-wal`, 'damaged, too')
    await restoreStore(path, copy)
    expect(noted(path)).toBe(1)
  })

  test('refuses what is no sound backup of ours, and changes nothing', async () => {
    note(1)
    const before = readFileSync(path)
    await expect(restoreStore(path, copy)).rejects.toMatchObject({ code: 'unreadable' })
    writeFileSync(copy, '')
    await expect(restoreStore(path, copy)).rejects.toMatchObject({ code: 'foreign' })
    writeFileSync(copy, 'something else entirely, and long enough '.repeat(100))
    await expect(restoreStore(path, copy)).rejects.toMatchObject({ code: 'corrupt' })
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(existsSync(`${path}.replaced`)).toBe(false)
  })

  test('refuses a damaged backup', async () => {
    note(1)
    await backupStore(path, copy)
    const bytes = readFileSync(copy)
    bytes.fill(0xff, 8_192, 16_384)
    writeFileSync(copy, bytes)
    await expect(restoreStore(path, copy)).rejects.toMatchObject({ name: 'StoreError' })
    expect(noted(path)).toBe(1)
  })
})

describe('making a backup', () => {
  test('of nothing is refused', async () => {
    await expect(backupStore('/nowhere/claudeflare.db', '/nowhere/copy')).rejects.toMatchObject({ code: 'unreadable' })
  })
})

function noted(file: string): unknown {
  using database = new DatabaseSync(file, { readOnly: true })
  return database.prepare("select value from meta where name = 'noted'").get()?.['value']
}
