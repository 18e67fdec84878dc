import type { GatewayError } from '../../src/model/errors.ts'
import type { Account } from '../../src/model/account.ts'
import type { Step } from '../../src/gateway/step.ts'
import type { Chooser, Exchanging } from './exchanging.ts'
import type { Asked, Vendor } from './vendor.ts'

export interface OmniscientPorts {
  readonly vendor: Vendor
  /** In the order of the vendor's. */
  readonly accounts: readonly Account[]
  /** How long a call may be held in all, ms. */
  readonly maxHoldMs: number
}

/**
 * The bound: it sees the vendor's true count at every moment, what others use included, its caches, and how large a call
 * will turn out to be. It stays where the cache is warm, waits there if that helps soon, goes where there is most room
 * else, waits for the first that will have some, and refuses with the true time where that takes too long.
 */
export function createOmniscient(ports: OmniscientPorts): Chooser {
  return {
    open: (_call, asked) => new Seer(ports, asked),
    restart() {
      // it keeps nothing
    },
  }
}

class Seer implements Exchanging {
  readonly #ports: OmniscientPorts
  readonly #asked: Asked
  #heldMs = 0

  constructor(ports: OmniscientPorts, asked: Asked) {
    this.#ports = ports
    this.#asked = asked
  }

  begin(now: number): Step {
    const holdLeft = this.#ports.maxHoldMs - this.#heldMs
    const warm = this.#warmest(now)
    if (warm !== null) {
      const wait = this.#waitFor(warm, now)
      if (wait === 0) return this.#send(warm)
      if (wait <= holdLeft) return this.#wait(wait)
    }
    const roomiest = this.#roomiest(now)
    if (roomiest !== null) return this.#send(roomiest)
    const wait = Math.min(...this.#ports.accounts.map((_, account) => this.#waitFor(account, now)))
    return wait <= holdLeft ? this.#wait(wait) : refuse(wait)
  }

  onWaited(now: number): Step {
    return this.begin(now)
  }

  onAnswered(): void {
    // it knew
  }

  onRefused(_refused: unknown, now: number): Step {
    return this.begin(now)
  }

  onEnd(): void {
    // nothing is kept
  }

  #warmest(now: number): number | null {
    const { vendor, accounts } = this.#ports
    let warmest: number | null = null
    let most = 0
    for (let account = 0; account < accounts.length; account++) {
      const tokens = vendor.warm(account, this.#asked, now)
      if (tokens <= most) continue
      most = tokens
      warmest = account
    }
    return warmest
  }

  /** Of those where it would be admitted. */
  #roomiest(now: number): number | null {
    const { vendor, accounts } = this.#ports
    let roomiest: number | null = null
    let most = -Infinity
    for (let account = 0; account < accounts.length; account++) {
      if (this.#waitFor(account, now) > 0) continue
      const draw = { input: this.#inputOn(account, now), output: this.#asked.output }
      const room = vendor.countersOf(account).roomAfter(draw, now)
      if (room <= most) continue
      most = room
      roomiest = account
    }
    return roomiest
  }

  #inputOn(account: number, now: number): number {
    return this.#asked.prompt - this.#ports.vendor.warm(account, this.#asked, now)
  }

  /** Whole ms. */
  #waitFor(account: number, now: number): number {
    const draw = { requests: 1, input: this.#inputOn(account, now) }
    return Math.ceil(this.#ports.vendor.countersOf(account).waitFor(draw, now))
  }

  #send(account: number): Step {
    const found = this.#ports.accounts[account]
    if (found === undefined) throw new Error(`there is no account ${account}`)
    return { kind: 'send', account: found, token: 'current' }
  }

  #wait(ms: number): Step {
    this.#heldMs += ms
    return { kind: 'wait', ms }
  }
}

function refuse(waitMs: number): Step {
  const error: GatewayError = {
    code: 'pool_cooling',
    message: 'No account has room.',
    retryAfterS: Math.max(1, Math.ceil(waitMs / 1_000)),
  }
  return { kind: 'refuse', error }
}
