import { chmodSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { changeConfigFile, readConfigFile } from './config-file.ts'
import { modeOf, temporaryFolder } from './temporary-folder.ts'

describe('reading the config file', () => {
  it('takes a missing one for none', () => {
    using folder = temporaryFolder()
    const location = { home: folder.path, configFile: join(folder.path, 'config.json'), configNamedBy: null }
    expect(readConfigFile(location)).toEqual({ ok: true, value: null, notes: [] })
  })

  it('says that one which somebody named does not exist, and refuses where its folder does not either', () => {
    using folder = temporaryFolder()
    const named = { home: folder.path, configNamedBy: 'CLAUDEFLARE_CONFIG' } as const
    expect(readConfigFile({ ...named, configFile: join(folder.path, 'x.json') })).toMatchObject({
      ok: true,
      value: null,
      notes: [expect.stringContaining('named by CLAUDEFLARE_CONFIG, does not exist')],
    })
    expect(readConfigFile({ ...named, configFile: join(folder.path, 'no', 'x.json') })).toMatchObject({ ok: false })
  })

  it('refuses one that cannot be read', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'config.json')
    mkdirSync(path)
    expect(readConfigFile({ home: folder.path, configFile: path, configNamedBy: null })).toMatchObject({
      ok: false,
      why: `${path} cannot be read: it is a folder (EISDIR)`,
    })
  })

  it('closes one in the state folder to others, and says so', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'config.json')
    writeFileSync(path, '{}')
    chmodSync(path, 0o644)
    const read = readConfigFile({ home: folder.path, configFile: path, configNamedBy: null })
    expect(read).toMatchObject({ ok: true, value: '{}', notes: [expect.stringContaining('0644')] })
    expect(modeOf(path)).toBe('600')
  })
})

describe('changing the config file', () => {
  it('sets values by dotted key, keeps the rest, and leaves nothing beside it', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'config.json')
    writeFileSync(path, '{\n  "mine": {"x": 1.0},\n  "lb_strategy": "session"\n}\n')
    const values = new Map<string, unknown>([
      ['lb_strategy', 'weighted'],
      ['load_balancer.window_size', 2],
    ])
    expect(changeConfigFile(path, values)).toEqual({ ok: true, value: null, notes: [] })
    expect(readFileSync(path, 'utf8')).toBe(
      '{\n  "mine": {"x": 1.0},\n  "lb_strategy": "weighted",\n  "load_balancer": {\n    "window_size": 2\n  }\n}\n',
    )
    expect(readdirSync(folder.path)).toEqual(['config.json'])
    expect(modeOf(path)).toBe('600')
  })

  it('makes a missing file', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'config.json')
    changeConfigFile(path, new Map([['lb_strategy', 'session']]))
    expect(readFileSync(path, 'utf8')).toBe('{\n  "lb_strategy": "session"\n}\n')
  })

  it('writes all or none', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'config.json')
    writeFileSync(path, '{"tls": 5}')
    const values = new Map<string, unknown>([
      ['lb_strategy', 'session'],
      ['tls.cert', 'x'],
    ])
    expect(changeConfigFile(path, values)).toMatchObject({
      ok: false,
      why: `${path} cannot be changed: tls is no object`,
    })
    expect(readFileSync(path, 'utf8')).toBe('{"tls": 5}')
  })

  it('keeps a symbolic link and replaces what it names', () => {
    using folder = temporaryFolder()
    const real = join(folder.path, 'real.json')
    const link = join(folder.path, 'config.json')
    writeFileSync(real, '{}')
    symlinkSync(real, link)
    changeConfigFile(link, new Map([['port', 1]]))
    expect(readlinkSync(link)).toBe(real)
    expect(JSON.parse(readFileSync(real, 'utf8'))).toEqual({ port: 1 })
  })

  it('says why it cannot be written', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'no', 'config.json')
    expect(changeConfigFile(path, new Map([['port', 1]]))).toMatchObject({
      ok: false,
      why: expect.stringContaining(`${path} cannot be written: the folder does not exist (ENOENT)`),
    })
  })
})
