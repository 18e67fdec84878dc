import { budgetsOf } from '../../accounts/budgets-of.ts'
import type { ClientKeys } from '../../accounts/client-keys.ts'
import type { KeyLimits, KeyLimitsOptions } from '../../accounts/key-limits.ts'
import { createKeyLimits, isLimited } from '../../accounts/key-limits.ts'
import type { LimitedAdmission, LimitedCall, LimitPorts } from '../../gateway/admit-limited.ts'
import { admitLimited, resumeLimited } from '../../gateway/admit-limited.ts'
import type { CallHold } from '../../gateway/call-hold.ts'
import type { TargetsOf } from '../../gateway/targets.ts'
import type { BudgetStand, KeySpend } from '../../model/key-spend.ts'
import type { BoundOf, PriceOf } from '../../model/price.ts'
import type { BudgetFacts } from '../../telemetry/attention-facts.ts'
import type { GatewayState, Opening } from './rpc.ts'

export interface PoolLimitsPorts extends KeyLimitsOptions {
  readonly keys: Pick<ClientKeys, 'get' | 'list'>
  readonly targetsOf: TargetsOf
  readonly priceOf: PriceOf
  readonly boundOf: BoundOf
}

const FREE: LimitedAdmission = { kind: 'free' }

/** Tokens and budgets of the client keys whose calls come to one pool. Times are epoch ms by the object's clock. */
export class PoolLimits {
  readonly #keys: PoolLimitsPorts['keys']
  readonly #targetsOf: TargetsOf
  readonly #limits: KeyLimits
  readonly #ports: LimitPorts

  constructor({ keys, targetsOf, priceOf, boundOf, ...options }: PoolLimitsPorts) {
    this.#keys = keys
    this.#targetsOf = targetsOf
    this.#limits = createKeyLimits(options)
    this.#ports = { limits: this.#limits, priceOf, boundOf }
  }

  admit(id: number, opening: Opening, now: number): LimitedAdmission {
    const asked = this.#limitedCall(id, opening, now)
    return asked === null ? FREE : admitLimited(asked, this.#ports, now)
  }

  /** What a call held that goes on after the object was started anew; `null` where it held nothing. */
  resume(id: number, opening: Opening, now: number): CallHold | null {
    const asked = this.#limitedCall(id, opening, now)
    return asked === null ? null : resumeLimited(asked, this.#ports)
  }

  /** Forgets what keys have spent that are none any more. */
  keepOnly({ keys }: Pick<GatewayState, 'keys'>): void {
    this.#limits.keepOnly(new Set(keys.map(({ id }) => id)))
  }

  spendOf(keyId: string): KeySpend | null {
    return this.#limits.spendOf(keyId)
  }

  budgets(now: number): readonly (readonly [keyId: string, stand: BudgetStand])[] {
    return [...budgetsOf(this.#keys.list(), this.#limits, now)]
  }

  /** The same as attention looks at them. */
  budgetFacts(now: number): readonly BudgetFacts[] {
    return this.#keys.list().flatMap((key) => {
      const stand = key.budget === null ? null : this.#limits.standOf(key, now)
      if (key.budget === null || stand === null) return []
      return [{ keyId: key.id, name: key.name, ...key.budget, ...stand }]
    })
  }

  /** `null` where its client key has neither a budget nor a limit of tokens, or its Worker knows of none yet. */
  #limitedCall(id: number, { keyId, call, load, elapsedMs }: Opening, now: number): LimitedCall | null {
    const key = keyId === null ? null : this.#keys.get(keyId)
    if (key === null || load === undefined || !isLimited(key)) return null
    return { key, call: { ...call, id, startedAt: now - elapsedMs }, load, targetsOf: this.#targetsOf }
  }
}
