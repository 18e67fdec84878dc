import { execFile, execFileSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../runtimes/node/files/temporary-folder.ts'
import { record } from '../recorded-terminal.ts'
import { startServer } from '../server-fixture.ts'

const run = promisify(execFile)

const script = async (shell: string) => (await record(['completion', shell], {})).out

/** What a real bash offers at the end of these words, where the command names these accounts. */
async function offeredByBash(words: readonly string[], accounts: readonly string[] = []): Promise<readonly string[]> {
  using folder = temporaryFolder()
  const command = join(folder.path, 'claudeflare')
  const asked = `[[ "$*" == "__complete accounts" ]] && printf '%s\\n' ${accounts.map((name) => `'${name}'`).join(' ')}`
  writeFileSync(command, `#!/bin/bash\n${asked}\n`)
  chmodSync(command, 0o755)
  const quoted = ['claudeflare', ...words].map((word) => `'${word}'`).join(' ')
  const ask = `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _claudeflare; printf '%s\\n' "\${COMPREPLY[@]}"`
  const env = { PATH: `${folder.path}${delimiter}${process.env['PATH']}` }
  const { stdout } = await run('bash', ['--norc', '-c', `${await script('bash')}\n${ask}`], { env })
  return stdout.split('\n').filter((line) => line !== '')
}

describe('completion in bash', () => {
  it.each([
    [['re'], ['requests', 'restore']],
    [
      ['accounts', 're'],
      ['rename', 'resume', 'reset', 'remove'],
    ],
    [['requests', '--fo'], ['--follow']],
    [
      ['requests', '--end', ''],
      ['ok', 'failed', 'cut', 'gone'],
    ],
    [['requests', '--end', '=', 'f'], ['failed']],
    [
      ['requests', '--end', '='],
      ['ok', 'failed', 'cut', 'gone'],
    ],
    [['pools', 'set', '--strategy', 'h'], ['headroom']],
    [['config', 'get', 'load_balancer.st'], ['load_balancer.strategy']],
    [
      ['analytics', '--range', ''],
      ['1h', '6h', '24h', '7d', '30d'],
    ],
    [
      ['completion', ''],
      ['bash', 'zsh'],
    ],
    [
      ['keys', 'create', '--scope', ''],
      ['call', 'admin', 'stateful', 'metrics'],
    ],
    [['accounts', 'add', '--kind', 'o'], ['oauth']],
    [
      ['serve', '--log-format', ''],
      ['text', 'json'],
    ],
    [['help', 'do'], ['doctor']],
    [['backup', ''], []],
    [['nothing', ''], []],
  ])('offers after %j: %j', async (words, offered) => {
    expect(await offeredByBash(words)).toEqual(offered)
  })

  it('asks the command itself for names, and quotes them', async () => {
    const names = ['main', 'my key', 'spare']
    expect(await offeredByBash(['accounts', 'pause', 'm'], names)).toEqual(['main', 'my\\ key'])
    expect(await offeredByBash(['requests', '--json', '--account', 'sp'], names)).toEqual(['spare'])
  })
})

const hasZsh = (() => {
  try {
    execFileSync('zsh', ['-c', 'true'])
    return true
  } catch {
    return false
  }
})()

describe('completion in zsh', () => {
  it('has every command, flag and value', async () => {
    const text = await script('zsh')
    for (const word of ['#compdef claudeflare', "'top:", "'--follow:", 'ok failed cut gone', 'headroom']) {
      expect(text).toContain(word)
    }
  })

  it.runIf(hasZsh).each([
    [['re'], 'requests'],
    [['accounts', 're'], 'resume'],
    [['requests', '--fo'], '--follow'],
    [['requests', '--end', ''], 'gone'],
    [['pools', 'set', 'lb', '--strategy', ''], 'headroom'],
  ])('offers after %j: %j, in a real one', async (words, offered) => {
    const fakes = 'compadd() { shift; print -l -- "$@" }; _describe() { print -l -- "${(@P)2}" }; _files() { : }'
    const set = `words=(claudeflare ${words.map((word) => `'${word}'`).join(' ')}); CURRENT=${words.length + 1}; PREFIX='${words.at(-1)}'`
    const { stdout } = await run('zsh', ['-f', '-c', `${fakes}\n${await script('zsh')}\n${set}; _claudeflare`])
    expect(stdout).toContain(offered)
  })
})

describe('__complete', () => {
  it('tells names, a line each', async () => {
    await using server = await startServer({ 'GET /api/accounts': { items: [{ name: 'main' }, { name: 'spare' }] } })
    const told = await record(['__complete', 'accounts'], { CLAUDEFLARE_URL: server.url })
    expect(told).toEqual({ status: 0, out: 'main\nspare', err: '' })
  })

  it('says nothing where no server answers', async () => {
    const server = await startServer({})
    await server[Symbol.asyncDispose]()
    const told = await record(['__complete', 'accounts'], { CLAUDEFLARE_URL: server.url })
    expect(told).toEqual({ status: 1, out: '', err: '' })
    expect(await record(['__complete', 'what'], {})).toEqual({ status: 1, out: '', err: '' })
  })
})
