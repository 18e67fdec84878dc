import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { StoreError } from '../store-error.ts'
import { MIGRATIONS } from './migrations.ts'
import type { Migration } from './migration.ts'
import { openDatabase } from './open-database.ts'

const ADDITION: Migration = { name: 'an addition', sql: 'create table addition (id integer primary key) strict' }
const BROKEN: Migration = {
  name: 'a broken one',
  sql: 'create table half (id integer) strict; create table half (id integer)',
}

describe('opening a database', () => {
  let folder: string
  let path: string
  let backupsDir: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'claudeflare-open-'))
    path = join(folder, 'state', 'claudeflare.db')
    backupsDir = join(folder, 'backups')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const open = (migrations: readonly Migration[] = MIGRATIONS): DatabaseSync =>
    openDatabase({ path, backupsDir, migrations })

  test('makes what does not exist, for its owner only, and able to give space back', () => {
    const database = open()
    expect(versionOf(database)).toBe(MIGRATIONS.length)
    expect(database.prepare('pragma auto_vacuum').get()).toEqual({ auto_vacuum: 2 })
    expect(database.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' })
    for (const end of ['', '-wal', '-shm']) expect((statSync(path + end).mode & 0o777).toString(8)).toBe('600')
    database.close()
  })

  test('takes away the rights of others on what exists', () => {
    open().close()
    const loose = new DatabaseSync(path)
    loose.close()
    writeFileSync(`${path}-wal`, '', { mode: 0o644 })
    open().close()
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test('leaves a database of this version as it is, without a copy', () => {
    open().close()
    open().close()
    expect(() => readdirSync(backupsDir)).toThrow('ENOENT')
  })

  test('copies it before a migration, and keeps the last 3 copies', () => {
    open().close()
    for (let count = 1; count <= 5; count += 1) {
      const additions = Array.from({ length: count }, (_, n) => ({
        name: `${n}`,
        sql: `create table t${n} (id integer)`,
      }))
      open([...MIGRATIONS, ...additions]).close()
    }
    const kept = readdirSync(backupsDir).toSorted()
    const now = MIGRATIONS.length
    expect(kept.map((name) => name.split('.')[2])).toEqual([`v${now + 2}`, `v${now + 3}`, `v${now + 4}`])
    const copy = new DatabaseSync(join(backupsDir, kept[0] ?? ''), { readOnly: true })
    expect(versionOf(copy)).toBe(now + 2)
    copy.close()
    expect(statSync(join(backupsDir, kept[0] ?? '')).mode & 0o777).toBe(0o600)
  })

  test('refuses to migrate what it cannot copy, and changes nothing', () => {
    open().close()
    writeFileSync(backupsDir, 'a file where the folder should be')
    const refused = refusal(() => open([...MIGRATIONS, ADDITION]))
    expect(refused.code).toBe('backup')
    expect(refused.message).toContain(backupsDir)
    rmSync(backupsDir)
    const database = open()
    expect(versionOf(database)).toBe(MIGRATIONS.length)
    database.close()
  })

  test('leaves nothing of a migration that fails halfway', () => {
    open().close()
    refusal(() => open([...MIGRATIONS, ADDITION, BROKEN]))
    const database = open([...MIGRATIONS, ADDITION])
    expect(database.prepare("select name from sqlite_schema where name in ('addition', 'half')").all()).toEqual([
      { name: 'addition' },
    ])
    database.close()
  })

  test('refuses a database of a later version, saying what, where and what to do', () => {
    open([...MIGRATIONS, ADDITION]).close()
    const refused = refusal(() => open())
    expect(refused.code).toBe('newer')
    expect(refused.message).toContain(path)
    expect(refused.message).toContain('later version of Claudeflare')
    expect(refused.message).toContain('claudeflare restore')
  })

  test('refuses the database of another program', () => {
    mkdirSync(join(folder, 'state'))
    const other = new DatabaseSync(path)
    other.exec('create table theirs (id integer)')
    other.close()
    expect(refusal(() => open()).code).toBe('foreign')
  })

  test('refuses a file that is no database, or a damaged one', () => {
    mkdirSync(join(folder, 'state'))
    writeFileSync(path, 'no database at all, but long enough to be taken for one '.repeat(100))
    const refused = refusal(() => open())
    expect(refused.code).toBe('corrupt')
    expect(refused.message).toContain(path)
  })

  test('refuses a path that cannot be a file', () => {
    mkdirSync(path, { recursive: true })
    expect(refusal(() => open()).code).toBe('unreadable')
    path = join(folder, 'file', 'claudeflare.db')
    writeFileSync(join(folder, 'file'), '')
    expect(refusal(() => open()).message).toContain(path)
  })
})

function refusal(run: () => unknown): StoreError {
  try {
    run()
  } catch (error) {
    if (error instanceof StoreError) return error
    throw error
  }
  throw new Error('it was not refused')
}

function versionOf(database: DatabaseSync): unknown {
  return database.prepare('pragma user_version').get()?.['user_version']
}
