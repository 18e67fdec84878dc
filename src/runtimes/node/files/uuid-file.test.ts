import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { modeOf, temporaryFolder } from './temporary-folder.ts'
import { keepUuid } from './uuid-file.ts'

describe('the token of the state folder', () => {
  it('is made once, for its owner only, and kept', () => {
    using folder = temporaryFolder()
    const first = keepUuid(folder.path)
    expect(first).toMatchObject({ ok: true, value: expect.stringMatching(/^[A-Za-z0-9_-]{16,}$/) })
    expect(keepUuid(folder.path)).toEqual(first)
    expect(readdirSync(folder.path)).toEqual(['uuid'])
    expect(modeOf(join(folder.path, 'uuid'))).toBe('600')
  })

  it('is refused where the file is damaged, rather than silently made anew', () => {
    using folder = temporaryFolder()
    writeFileSync(join(folder.path, 'uuid'), '')
    expect(keepUuid(folder.path)).toMatchObject({ ok: false, why: expect.stringContaining('holds no token') })
  })
})
