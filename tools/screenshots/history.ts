import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fillStore } from '../../bench/store/fill.ts'
import { createAccounts } from '../../bench/store/world.ts'
import { nodeRuntime } from '../../test/harness/node-runtime.ts'

const DAYS = 8
const ROWS = 60_000
const ACCOUNTS = 6

/** A gateway that has served a team for a week, as far as its store says. */
export async function startWithHistory(): Promise<AsyncDisposable & { readonly url: string }> {
  const home = mkdtempSync(join(tmpdir(), 'claudeflare-pictures-'))
  fillStore(home, { rows: ROWS, days: DAYS, until: Date.now(), accounts: createAccounts(ACCOUNTS) }, () => undefined)
  const gateway = await nodeRuntime.start({ home, env: { LOG_LEVEL: 'warn' } })
  return {
    url: gateway.url,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
