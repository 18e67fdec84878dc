import { DurableObject } from 'cloudflare:workers'
import type { BookOutcome } from '../../accounts/account-book.ts'
import type { AccountService } from '../../accounts/account-service.ts'
import type { AccountChange, NewAccount } from '../../accounts/account-spec.ts'
import { toStoredAccounts } from '../../admin/stored-accounts.ts'
import { tendDue } from '../../accounts/tend-due.ts'
import { createClientKeys } from '../../accounts/client-keys.ts'
import type { SignInBegun, SignInOutcome, SignInRequest } from '../../accounts/sign-ins.ts'
import type { TokenStatus } from '../../accounts/token-outcome.ts'
import type { AccountId } from '../../model/account.ts'
import type { AuditEntry, AuditPage } from '../../model/audit.ts'
import type { ClientKeyRecord } from '../../model/client-key.ts'
import type { PageRequest } from '../../model/ledger-queries.ts'
import type { SessionRecord } from '../../model/session.ts'
import type { GatewayStore, SettingChanges } from '../../stores/cloudflare/gateway-store.ts'
import { openGatewayStore } from '../../stores/cloudflare/gateway-store.ts'
import type { WorkerEnv } from './env.ts'
import { loadWorkerSettings, sha256 } from './load-worker-settings.ts'
import { createObjectAccounts } from './object-accounts.ts'
import { objectDatabase } from './object-database.ts'
import type { AccountChanged, ChangeOutcome, FoundSession, GatewayRpc, GatewayState, TokenReply } from './rpc.ts'
import { sealedAccounts } from './sealed-accounts.ts'
import { settingChange } from './setting-change.ts'
import { poolAsker } from './stubs.ts'

/** How soon pools that could not be told of a change are told again: after 2 s, 4 s, … */
const TELL_AGAIN_MS = 2_000
const LONGEST_PAUSE_MS = 600_000

/**
 * Keeps client keys and what the API has changed of the settings, and tells the pools before a change is acknowledged.
 * Dashboards' sessions and the audit log are here, too; those are no business of the pools'.
 */
export class GatewayObject extends DurableObject<WorkerEnv> implements GatewayRpc {
  readonly #store: GatewayStore
  #accounts: AccountService | null = null
  /** The pools are being told of what has become of accounts. */
  #telling: Promise<unknown> = Promise.resolve()
  /** How often in a row somebody could not be told. */
  #misses = 0
  /** Pools that may know of accounts: one that goes with its last account is told of that, too. */
  #known: readonly string[] = []

  constructor(ctx: DurableObjectState, env: WorkerEnv) {
    super(ctx, env)
    this.#store = openGatewayStore(objectDatabase(ctx.storage))
    void ctx.blockConcurrencyWhile(async () => {
      this.#accounts = await this.#openAccounts()
      if ((await ctx.storage.getAlarm()) === null) await this.#sleep()
    })
  }

  async state(known: number | null): Promise<GatewayState | null> {
    return known === this.#store.revision() ? null : this.#state()
  }

  async insertKey(record: ClientKeyRecord): Promise<ChangeOutcome> {
    this.#store.insertKey(record)
    return this.#changed()
  }

  async deleteKey(id: string): Promise<ChangeOutcome> {
    const loaded = loadWorkerSettings(this.env, this.#store.changes(), this.#now.book.accounts)
    const keys = createClientKeys({
      hash: sha256,
      records: this.#store.keys(),
      environmentKey: loaded.ok ? loaded.settings.adminKey : null,
      onUsed: () => {},
    })
    if (keys.isLastAdmin(id)) {
      return { kind: 'conflict', message: 'The last admin key cannot be deleted: make another one first.' }
    }
    this.#store.deleteKey(id)
    return this.#changed()
  }

  async touchKey(id: string, at: number): Promise<void> {
    this.#store.touchKey(id, at)
  }

  async changeSettings(values: SettingChanges): Promise<ChangeOutcome> {
    const now = { changes: this.#store.changes(), accounts: this.#now.book.accounts }
    // Nothing is waited for from what was read to what is written: of changes at the same time none undoes another.
    const change = settingChange(this.env, now, values)
    if (change.kind === 'refused') return change
    this.#store.change(change.values)
    return this.#changed()
  }

  async addAccount(spec: NewAccount): Promise<AccountChanged<BookOutcome>> {
    return this.#withState(await this.#now.book.add(spec))
  }

  async changeAccount(id: string, change: AccountChange): Promise<AccountChanged<BookOutcome>> {
    return this.#withState(await toStoredAccounts(this.#now).change(id, change))
  }

  async removeAccount(id: string): Promise<AccountChanged<BookOutcome>> {
    return this.#withState(await toStoredAccounts(this.#now).remove(id))
  }

  async beginSignIn(request: SignInRequest): Promise<SignInBegun> {
    return this.#now.signIns.begin(request)
  }

  async completeSignIn(ticket: string, answer: string): Promise<AccountChanged<SignInOutcome>> {
    return this.#withState(await this.#now.signIns.complete(ticket, new URLSearchParams(answer)))
  }

  async token(accountId: string, refused: string | null): Promise<TokenReply> {
    const { book, tokens } = this.#now
    const account = { id: accountId as AccountId }
    const ready = refused === null ? tokens.ready(account, Date.now()) : null
    const key = book.find(accountId)?.key ?? ''
    if (ready !== null) {
      return { kind: 'ready', token: ready.reveal(), expiresAt: tokens.status(key)?.expiresAt ?? 0 }
    }
    const outcome = refused === null ? await tokens.obtain(account) : await tokens.renew(account, refused)
    if (outcome.kind === 'unready') return outcome
    return { kind: 'ready', token: outcome.token.reveal(), expiresAt: outcome.expiresAt }
  }

  async tokenStatuses(): Promise<readonly (readonly [string, TokenStatus])[]> {
    return [...(await this.#now.tokens.statuses())]
  }

  async session(hash: string, known: number | null): Promise<FoundSession> {
    return { session: this.#store.sessions.find(hash, Date.now()), state: await this.state(known) }
  }

  async insertSession(record: SessionRecord): Promise<void> {
    this.#store.sessions.insert(record)
  }

  async deleteSession(hash: string): Promise<void> {
    this.#store.sessions.delete(hash)
  }

  async touchSession(hash: string): Promise<void> {
    this.#store.sessions.touch(hash, Date.now())
  }

  async recordAudit(nonce: string, entry: AuditEntry): Promise<void> {
    this.#store.audit.record(nonce, entry)
  }

  async audit(page: PageRequest): Promise<AuditPage> {
    return this.#store.audit.list(page)
  }

  /** Tells the pools again that could not be told, and looks after tokens that end. Telling twice is no harm. */
  override async alarm(): Promise<void> {
    await this.#now.tokens.tend()
    await this.#tell(this.#state())
  }

  get #now(): AccountService {
    if (this.#accounts === null) throw new Error('this object has not begun')
    return this.#accounts
  }

  #openAccounts(): Promise<AccountService> {
    const { accounts } = this.#store
    const sealed = () => accounts.list().map((stored) => ({ stored, credential: null }))
    const settings = () => loadWorkerSettings(this.env, this.#store.changes(), sealed())
    const loaded = settings()
    this.#known = loaded.ok ? loaded.settings.pools.map(({ name }) => name) : []
    return createObjectAccounts({
      store: accounts.store,
      secret: loaded.ok ? loaded.settings.secret : null,
      previous: loaded.ok ? loaded.settings.previousSecret : null,
      providers() {
        const now = settings()
        return now.ok ? now.settings.providers : new Map()
      },
      names() {
        const now = settings()
        return now.ok ? now.settings.accounts.map(({ name }) => name) : []
      },
      check: (proposed) => {
        const checked = loadWorkerSettings(this.env, this.#store.changes(), proposed)
        return checked.ok ? [] : checked.sentences
      },
      onChanged: () => {
        this.#store.bump()
        this.#telling = this.#telling.then(() => this.#changed()).catch(ignore)
        this.ctx.waitUntil(this.#telling)
      },
      onProblem: (message) => console.warn(JSON.stringify({ level: 40, msg: message })),
    })
  }

  /** Every pool that can be reached knows of a change before it is acknowledged. */
  async #withState<Outcome extends SignInOutcome>(outcome: Outcome): Promise<AccountChanged<Outcome>> {
    await this.#telling
    return { outcome, state: this.#state() }
  }

  #state(): GatewayState {
    const { accounts } = this.#store
    return {
      revision: this.#store.revision(),
      keys: this.#store.keys(),
      hadKeys: this.#store.everKeptKeys(),
      changes: this.#store.changes(),
      accounts: accounts.list(),
      vault: accounts.vault(),
    }
  }

  async #changed(): Promise<ChangeOutcome> {
    const state = this.#state()
    this.#misses = 0
    // Should this object be gone before all are told, it is woken to do it.
    await this.ctx.storage.setAlarm(Date.now() + TELL_AGAIN_MS)
    await this.#tell(state)
    return { kind: 'changed', state }
  }

  /** Until a token ends, if one does: whose refresh token has died shows though no call needs it. */
  async #sleep(): Promise<void> {
    const { book, tokens } = this.#now
    const due = tendDue(book.accounts, await tokens.statuses(), Date.now())
    await (due === null ? this.ctx.storage.deleteAlarm() : this.ctx.storage.setAlarm(due))
  }

  /** One that cannot be reached now learns it when it starts, or from a Worker that knows; it is told again all the same. */
  async #tell(state: GatewayState): Promise<void> {
    const loaded = loadWorkerSettings(this.env, state.changes, sealedAccounts(state))
    const names = loaded.ok ? loaded.settings.pools.map(({ name }) => name) : this.#known
    const gone = this.#known.filter((name) => !names.includes(name))
    this.#known = names
    const tellAll = (pools: readonly string[]) =>
      Promise.allSettled(pools.map((name) => poolAsker(this.env, name)((pool) => pool.takeState(state))))
    // Of those that are gone one that sleeps cannot wake any more, and serves nobody either.
    const [told] = await Promise.all([tellAll(names), tellAll(gone)])
    if (told.every(({ status }) => status === 'fulfilled')) {
      if (state.revision === this.#store.revision()) await this.#sleep()
      return
    }
    await this.ctx.storage.setAlarm(Date.now() + Math.min(TELL_AGAIN_MS * 2 ** this.#misses, LONGEST_PAUSE_MS))
    this.#misses += 1
  }
}

function ignore(): void {
  // the alarm tells again
}
