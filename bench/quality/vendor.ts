import type { LimitsTold, LimitTold } from '../../src/model/limit.ts'
import type { Usage } from '../../src/model/usage.ts'
import type { LimitName } from './counters.ts'
import { Counters } from './counters.ts'
import type { Nuisances } from './nuisances.ts'
import { PromptCache } from './prompt-cache.ts'
import type { VendorRules } from './world.ts'

/** A call, as its vendor would know it. Tokens and ms. */
export interface Asked {
  /** Whose prompts begin alike. */
  readonly thread: string
  readonly prompt: number
  readonly output: number
  readonly firstByteMs: number
}

export type VendorAnswer =
  | {
      readonly kind: 'admitted'
      /** Epoch ms. */
      readonly firstByteAt: number
      readonly endsAt: number
      readonly usage: Usage
      readonly limits: LimitsTold | null
    }
  | {
      readonly kind: 'refused'
      /** Epoch ms. */
      readonly at: number
      readonly retryAfterS: number
      readonly limits: LimitsTold | null
    }

interface Organisation {
  readonly name: string
  readonly counters: Counters
  /** What its last answers told, the oldest first. */
  readonly told: LimitTold[][]
}

/** A vendor with several accounts: its limits and caches, by its own true count. Accounts go by their number, from 0. */
export class Vendor {
  readonly #rules: VendorRules
  readonly #nuisances: Nuisances
  readonly #organisations: Organisation[] = []
  readonly #accounts: { readonly organisation: Organisation; readonly cache: PromptCache }[] = []

  constructor(rules: VendorRules, nuisances: Nuisances, now: number) {
    this.#rules = rules
    this.#nuisances = nuisances
    for (let index = 0; index < rules.accounts; index++) {
      const group = Math.floor(index / rules.accountsPerGroup)
      this.#organisations[group] ??= { name: `org-${group + 1}`, counters: new Counters(rules, now), told: [] }
      this.#accounts.push({ organisation: this.#organisations[group], cache: new PromptCache(rules.cacheMs) })
    }
  }

  get size(): number {
    return this.#accounts.length
  }

  /** The true count, of each organisation. */
  counters(): readonly Counters[] {
    return this.#organisations.map((one) => one.counters)
  }

  countersOf(account: number): Counters {
    return this.#find(account).organisation.counters
  }

  /** How many tokens of this prompt the account would read from its cache. */
  warm(account: number, asked: Pick<Asked, 'thread' | 'prompt'>, now: number): number {
    return Math.min(asked.prompt, this.#find(account).cache.warm(asked.thread, now))
  }

  ask(account: number, asked: Asked, now: number): VendorAnswer {
    const { organisation, cache } = this.#find(account)
    const { counters } = organisation
    const cacheRead = this.warm(account, asked, now)
    const input = asked.prompt - cacheRead
    const refusing = counters.refusing({ requests: 1, input }, now)
    if (refusing !== null) {
      const waitMs = counters.waitFor({ requests: 1, input }, now)
      const retryAfterS = Math.max(1, Math.ceil(waitMs / 1_000))
      const limits = this.#tell(organisation, refusing, now)
      return { kind: 'refused', at: now + this.#rules.refusalMs, retryAfterS, limits }
    }
    const firstByteAt = now + asked.firstByteMs
    const endsAt = firstByteAt + Math.ceil((asked.output / this.#rules.tokensPerSecond) * 1_000)
    counters.admit({ requests: 1, input, output: asked.output, from: firstByteAt, until: endsAt }, now)
    cache.use(asked.thread, { tokens: asked.prompt, readableFrom: firstByteAt }, now)
    return {
      kind: 'admitted',
      firstByteAt,
      endsAt,
      usage: { input: 0, output: asked.output, cacheRead, cacheWrite5m: input, cacheWrite1h: 0 },
      limits: this.#tell(organisation, null, now),
    }
  }

  cutTo(share: number, now: number): void {
    for (const { counters } of this.#organisations) counters.cutTo(share, now)
  }

  /** The count as it is when a call is admitted or refused; headers may be late, a body that refuses never is. */
  #tell({ name, counters, told }: Organisation, refusing: LimitName | null, now: number): LimitsTold | null {
    told.push(counters.tell(this.#nuisances.roundedTo, now))
    const limits = told.length > this.#nuisances.answersLate ? told.shift() : undefined
    if (limits === undefined) return null
    return { group: name, limits: limits.map((limit) => ({ ...limit, refused: limit.name === refusing })) }
  }

  #find(account: number): { readonly organisation: Organisation; readonly cache: PromptCache } {
    const found = this.#accounts[account]
    if (found === undefined) throw new Error(`the vendor has no account ${account}`)
    return found
  }
}
