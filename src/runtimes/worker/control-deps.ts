import { ChangeNotes } from '../../admin/change-notes.ts'
import type { ControlBoard, ControlDeps, StoredAccounts } from '../../admin/ports.ts'
import { Conflict } from '../../admin/ports.ts'
import { createAccountCheck } from '../../gateway/check-account.ts'
import { StateUnavailable } from '../../model/state-unavailable.ts'
import { ACCOUNTS_POOL } from '../../model/pool.ts'
import { createAlertSender } from './alert-sender.ts'
import type { AskPools } from './ask-each.ts'
import { askEach } from './ask-each.ts'
import type { Isolate } from './isolate.ts'
import { sha256 } from './load-worker-settings.ts'
import type { AccountChanged, ChangeOutcome, GatewayRpc } from './rpc.ts'
import { createRemoteListening } from './remote-listening.ts'
import { createRemoteLive } from './remote-live.ts'
import { createRemoteLedger } from './remote-ledger.ts'
import { createRemoteSessions } from './remote-sessions.ts'
import { createRemoteWatching } from './remote-watching.ts'
import { createSideFetch } from './side-fetch.ts'
import { readSnapshot } from './snapshots.ts'
import type { AskPool } from './ask-object.ts'
import { poolAsker } from './stubs.ts'
import { toWholeView } from './whole-view.ts'
import { VERSION } from '../version.ts'

/** What the control API is given in a Worker: boards, ledger and keys that are in Durable Objects. */
export function createControlDeps(isolate: Isolate): ControlDeps {
  const { env, gate, askGateway } = isolate
  const names = (): readonly string[] => isolate.settings.pools.map(({ name }) => name)
  const pools: AskPools = () => new Map(names().map((name) => [name, poolAsker(env, name)]))
  const changes = new ChangeNotes()

  async function take(outcome: ChangeOutcome): Promise<void> {
    switch (outcome.kind) {
      case 'changed':
        await isolate.take(outcome.state)
        return
      case 'conflict':
        throw new Conflict(outcome.message)
      case 'refused':
        throw new StateUnavailable(outcome.message)
    }
  }

  return {
    version: VERSION,
    gate,
    settings: () => isolate.settings,
    boards: () => new Map(Array.from(pools(), ([name, ask]) => [name, remoteBoard(ask)])),
    async views() {
      const { told, unreachable } = await askEach(pools, (pool) => pool.view())
      return { views: new Map(told.map(([name, view]) => [name, toWholeView(view)])), unreachable }
    },
    accounts: remoteAccounts(isolate),
    ledger: createRemoteLedger(pools),
    ...createRemoteWatching(pools),
    live: createRemoteLive(pools),
    listening: createRemoteListening(isolate, changes),
    changes,
    requests: 'apart',
    startedAt: Date.now(),
    checkAccount: createAccountCheck({
      credentials: isolate.credentials,
      fetch: (reach) => createSideFetch(reach),
      late: (ms) => AbortSignal.timeout(ms),
      now: () => Date.now(),
    }),
    snapshot: (pool) => readSnapshot(env, pool),
    keyStore: {
      insert: async (record) => await take(await askGateway((gateway) => gateway.insertKey(record))),
      delete: async (id) => await take(await askGateway((gateway) => gateway.deleteKey(id))),
    },
    sessions: createRemoteSessions(isolate),
    audit: {
      record: (entry) => {
        const nonce = crypto.randomUUID()
        return askGateway((gateway) => gateway.recordAudit(nonce, entry))
      },
      list: (page) => askGateway((gateway) => gateway.audit(page)),
    },
    async budgets(keys) {
      const limited = keys.filter(({ budget }) => budget !== null)
      const pools = new Set(limited.map(({ pools: [first] }) => first ?? ACCOUNTS_POOL))
      const asked = names().filter((name) => pools.has(name))
      const told = await Promise.all(asked.map((name) => poolAsker(env, name)((pool) => pool.budgets())))
      return new Map(told.flat())
    },
    testAlert: () =>
      createAlertSender(
        () => isolate.settings,
        () => isolate.log,
      ).test(Date.now()),
    async changeSettings(values) {
      const outcome = await askGateway((gateway) => gateway.changeSettings([...values]))
      if (outcome.kind === 'refused') return outcome
      await take(outcome)
      return { kind: 'changed' }
    },
    hash: sha256,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    now: () => Date.now(),
    draining: () => false,
    warn: (message) => isolate.log.warn(message),
    onBug: (error) => isolate.log.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  }
}

/** What has changed is known here before it is answered. */
function remoteAccounts(isolate: Isolate): StoredAccounts {
  const { askGateway } = isolate

  async function changing<Outcome>(ask: (gateway: GatewayRpc) => Promise<AccountChanged<Outcome>>): Promise<Outcome> {
    const { outcome, state } = await askGateway(ask)
    await isolate.take(state)
    return outcome
  }

  return {
    find: (id) => isolate.stored(id),
    add: (spec) => changing((gateway) => gateway.addAccount(spec)),
    change: (id, change) => changing((gateway) => gateway.changeAccount(id, change)),
    remove: (id) => changing((gateway) => gateway.removeAccount(id)),
    tokens: async () => new Map(await askGateway((gateway) => gateway.tokenStatuses())),
    beginSignIn: (request) => askGateway((gateway) => gateway.beginSignIn(request)),
    completeSignIn: (ticket, answer) => changing((gateway) => gateway.completeSignIn(ticket, answer.toString())),
  }
}

/** The object's clock is the one that counts. */
function remoteBoard(ask: AskPool): ControlBoard {
  return {
    view: async () => toWholeView(await ask((pool) => pool.view())),
    pause: (id, reason) => ask((pool) => pool.pause(id, reason)),
    resume: (id) => ask((pool) => pool.resume(id)),
    reset: (id) => ask((pool) => pool.reset(id)),
  }
}
