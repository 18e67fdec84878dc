import { describe, expect, it } from 'vitest'
import { locateState } from './locate-state.ts'

function locate(env: Readonly<Record<string, string>>, flags: Readonly<Record<string, string>> = {}) {
  return locateState({ env, flags: new Map(Object.entries(flags)), userHome: '/home/me', folder: '/work' })
}

describe('the state folder and the config file', () => {
  it('are ~/.claudeflare and config.json in it', () => {
    expect(locate({})).toEqual({
      home: '/home/me/.claudeflare',
      configFile: '/home/me/.claudeflare/config.json',
      configNamedBy: null,
    })
  })

  it('move with CLAUDEFLARE_HOME, and with --home before it', () => {
    expect(locate({ CLAUDEFLARE_HOME: '/data/' })).toMatchObject({ home: '/data', configFile: '/data/config.json' })
    expect(locate({ CLAUDEFLARE_HOME: '/data' }, { home: 'here' })).toMatchObject({ home: '/work/here' })
    expect(locate({ CLAUDEFLARE_HOME: '~/cf' })).toMatchObject({ home: '/home/me/cf' })
  })

  it('are named apart by CLAUDEFLARE_CONFIG, and by --config before it', () => {
    const env = { CLAUDEFLARE_CONFIG: '/etc/cf.json' }
    expect(locate(env)).toMatchObject({ configFile: '/etc/cf.json', configNamedBy: 'CLAUDEFLARE_CONFIG' })
    expect(locate(env, { config: 'cf.json' })).toMatchObject({ configFile: '/work/cf.json', configNamedBy: '--config' })
  })

  it('have no file where CLAUDEFLARE_CONFIG_JSON takes its place', () => {
    expect(locate({ CLAUDEFLARE_CONFIG_JSON: '{}' }).configFile).toBeNull()
  })
})
