import { randomBytes } from 'node:crypto'
import { createAccountService } from '../accounts/account-service.ts'
import { createMemoryAccountStore } from '../accounts/account-store-fixture.ts'
import { createVault } from '../accounts/vault.ts'
import { type Board, createBoard } from '../balancer/board.ts'
import { toSentence } from '../config/config-problem.ts'
import { type Given, givenSources } from '../config/given-sources.ts'
import { loadSettings } from '../config/load-settings.ts'
import { Secret } from '../model/secret.ts'
import type { Settings } from '../model/settings.ts'
import type { OpenedAccount } from '../model/stored-account.ts'
import { createFixture, NOW, sha256 } from './control-fixture.ts'
import { toStoredAccounts } from './stored-accounts.ts'

/** A control API over real settings and a real service of stored accounts, whose store is in memory. */
export async function createStoredFixture(given: Given = {}) {
  const clock = { now: NOW }
  const problems: string[] = []
  const store = createMemoryAccountStore()
  const vault = await createVault(new Secret('a secret of this installation, and of no other'))
  const load = (stored: readonly OpenedAccount[]) => loadSettings(givenSources({ ...given, stored }, sha256))
  const boards = new Map<string, Board>()
  let settings = apply([])

  function apply(stored: readonly OpenedAccount[]): Settings {
    const loaded = load(stored)
    if (!loaded.ok) throw new Error(loaded.problems.map(toSentence).join('\n'))
    for (const policy of loaded.settings.pools) {
      const accounts = loaded.settings.accounts.filter(({ pool }) => pool === policy.name)
      const board = boards.get(policy.name)
      if (board === undefined) boards.set(policy.name, createBoard(policy, accounts))
      else board.setAccounts(accounts, clock.now)
    }
    return loaded.settings
  }

  const service = createAccountService({
    store,
    vault,
    accounts: [],
    providers: () => settings.providers,
    names: () => settings.accounts.map(({ name }) => name),
    check(accounts) {
      const loaded = load(accounts)
      return loaded.ok ? [] : loaded.problems.map(toSentence)
    },
    onChanged: (accounts) => void (settings = apply(accounts)),
    onProblem: (message) => void problems.push(message),
    fetch,
    readFile: () => Promise.reject(new Error('there are no files here')),
    hash: sha256,
    random: (length) => randomBytes(length),
    now: () => clock.now,
    pause: () => Promise.resolve(),
    holder: 'the only process',
  })
  const fixture = createFixture({
    deps: {
      settings: () => settings,
      boards: () => boards,
      accounts: toStoredAccounts(service),
      now: () => clock.now,
    },
  })
  return { ...fixture, boards, service, store, clock, problems, settings: () => settings }
}
