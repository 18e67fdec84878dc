import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { prepareStateFolder } from './state-folder.ts'
import { modeOf, temporaryFolder } from './temporary-folder.ts'

describe('the state folder', () => {
  it('is made with the folders above it, for its owner only', () => {
    using folder = temporaryFolder()
    const home = join(folder.path, 'a', 'b')
    expect(prepareStateFolder(home)).toEqual({ ok: true, value: null, notes: [] })
    expect(modeOf(home)).toBe('700')
  })

  it('is closed to others where it was open, which is said', () => {
    using folder = temporaryFolder()
    writeFileSync(join(folder.path, 'claudeflare.db-wal'), '')
    chmodSync(folder.path, 0o755)
    const done = prepareStateFolder(folder.path)
    expect(done).toMatchObject({ ok: true, notes: [expect.stringContaining('was open to others (0755)')] })
    expect(modeOf(folder.path)).toBe('700')
  })

  it('is left as it is where it holds what is not ours: it may be somebody’s home', () => {
    using folder = temporaryFolder()
    mkdirSync(join(folder.path, 'Documents'))
    chmodSync(folder.path, 0o755)
    expect(prepareStateFolder(folder.path)).toMatchObject({ ok: true, notes: [expect.stringContaining('chmod 700')] })
    expect(modeOf(folder.path)).toBe('755')
  })

  it('that cannot be made is told of', () => {
    using folder = temporaryFolder()
    const file = join(folder.path, 'file')
    writeFileSync(file, '')
    expect(prepareStateFolder(join(file, 'home'))).toMatchObject({ ok: false, why: expect.stringContaining(file) })
  })
})
