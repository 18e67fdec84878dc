import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../runtimes/node/files/temporary-folder.ts'
import { record } from './recorded-terminal.ts'

const COMMANDS = [
  'serve',
  'accounts',
  'pools',
  'keys',
  'stats',
  'requests',
  'analytics',
  'top',
  'config',
  'audit',
  'secret',
  'doctor',
  'backup',
  'restore',
  'completion',
]

describe('the command line', () => {
  it.each(['--help', '-h', 'help'])('%s lists every command', async (flag) => {
    const { status, out } = await record([flag], {})
    expect(status).toBe(0)
    for (const name of COMMANDS) expect(out).toMatch(new RegExp(`^  ${name} `, 'm'))
  })

  it.each(COMMANDS.filter((name) => name !== 'completion'))('%s has its help', async (name) => {
    const { status, out } = await record([name, '--help'], {})
    expect(status).toBe(0)
    expect(out).toContain('usage: claudeflare')
    expect(out).toContain('--home VALUE')
    expect(await record(['help', name], {})).toMatchObject({ status: 0, out })
  })

  it('help of a command without flags has no gap where they would stand', async () => {
    const { status, out } = await record(['completion', '--help'], {})
    expect(status).toBe(0)
    expect(out).toMatch(/^usage: claudeflare completion bash$/m)
    expect(out).not.toContain('\n\n\n')
  })

  it.each(['accounts', 'pools', 'keys', 'stats', 'requests', 'analytics', 'config', 'audit', 'secret', 'doctor'])(
    '%s takes --json',
    async (name) => {
      expect((await record([name, '--help'], {})).out).toContain('--json')
    },
  )

  it('tells its version', async () => {
    expect(await record(['--version'], {})).toMatchObject({ status: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+/) })
  })

  it.each([
    [['sttas'], 'is stats meant?'],
    [['accounts', '--jsn'], 'is --json meant?'],
    [['accounts', 'paus', 'x'], 'paus is not known'],
    [['requests', 'a', 'b'], 'name one request'],
    [['requests', '--limit', '0'], '--limit is a number from 1 to 500'],
    [['requests', '--limit', '501'], '--limit is a number from 1 to 500'],
    [['requests', '--status', 'abc'], '--status is a number from 100 to 599'],
    [['requests', '--follow', '--status', '2xx'], '--status is a number from 100 to 599'],
    [['audit', '--limit', '0'], '--limit is a number from 1 to 500'],
    [['keys', 'forget'], 'forget is not known'],
    [['keys', 'create', 'a', 'b'], 'b is not known'],
    [['keys', 'create', 'a', '--name', 'b'], 'the key is named twice: a, and --name b'],
    [['keys', 'delete', 'key_1', '--budget', '5/day'], '--budget is for keys create'],
    [['keys', 'create', '--name', ' '], 'a name has 1 to 100 characters'],
    [['keys', 'create', '--name', 'a\u001b[2Jb'], 'none of them a control character'],
    [['keys', 'create', '--name', 'x', '--scope', 'root'], 'scope "root" is not one of'],
    [['serve', 'now'], 'now is not known'],
    [['--prot', '80'], 'is --port meant?'],
    [['secret', 'show'], 'show is not known'],
    [['secret', 'status', '--from-stdin'], '--from-stdin is for secret rotate'],
    [['backup'], 'name one file'],
    [['stats', '--url', 'nowhere'], 'accepted is http://HOST:PORT'],
  ])('refuses %j with status 2', async (argv, why) => {
    using folder = temporaryFolder()
    const { status, err, out } = await record(argv, { CLAUDEFLARE_HOME: folder.path })
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toContain(why)
  })

  it('refuses a configuration that cannot be used with status 2 and its sentence', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path, PORT: 'x' }
    const sentence = expect.stringContaining('PORT "x" from the environment')
    expect(await record(['keys', 'list'], env)).toMatchObject({ status: 2, err: sentence })
    expect(await record(['doctor'], env)).toMatchObject({ status: 2, out: sentence })
  })
})
