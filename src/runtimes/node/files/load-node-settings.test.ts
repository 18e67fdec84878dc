import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadNodeSettings } from './load-node-settings.ts'
import { temporaryFolder } from './temporary-folder.ts'

describe('the settings of a process', () => {
  it('come with the token of their state folder, the same every time', () => {
    using folder = temporaryFolder()
    const facts = { flags: new Map(), env: { CLAUDEFLARE_HOME: folder.path }, defaultLogFormat: 'text' } as const
    const first = loadNodeSettings(facts)
    const second = loadNodeSettings(facts)
    if (!first.ok || !second.ok) throw new Error('refused')
    expect(first.settings.loadBalancer.uuids).toHaveLength(1)
    expect(second.settings.loadBalancer.uuids).toEqual(first.settings.loadBalancer.uuids)
    expect(first.settings.home).toBe(folder.path)
  })

  it('are refused in sentences', () => {
    using folder = temporaryFolder()
    writeFileSync(join(folder.path, 'config.json'), '{"port": "x", "lb_strategy": "y"}', { mode: 0o600 })
    const facts = { flags: new Map([['home', folder.path]]), env: {}, defaultLogFormat: 'text' } as const
    const loaded = loadNodeSettings(facts)
    expect(loaded.ok ? [] : loaded.sentences).toHaveLength(2)
  })
})
