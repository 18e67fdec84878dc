import type { Protocol } from '../model/protocol.ts'
import type { Member } from './member.ts'

/** Overloads longer ago than this say nothing of now, and a storm that none renews is over after as long, ms. */
const STORM_MS = 5_000
/** Fewer accounts than this are no pool that is overloaded: they may share a bad moment. */
const ACCOUNTS = 3

/** What an overload says of the pool: `storm` where it met one that was known before. */
export type Weather = 'calm' | 'storm'

/**
 * Tells when a vendor is too busy for a whole pool (contract §6, Storms): at least 3 of its accounts, and half of those
 * that speak the protocol and can be asked, have answered 529 within 5 s, and none has succeeded in between. It lasts 5 s
 * from the last 529 that still bears it out, or until a success. Where one account takes all the traffic its own answers
 * do not, so that from time to time a call goes on and finds those that serve.
 */
export interface Storms {
  /** An account answered 529. */
  onOverloaded(member: Member, now: number): Weather
  /** An account answered: whatever there was is over. */
  onSucceeded(member: Member): void
}

interface Storm {
  /** Accounts that are overloaded, by when they said so last, oldest first. */
  readonly overloaded: Map<Member, number>
  /** Epoch ms. */
  until: number
}

/** Gets the pool's accounts as they are at the moment. */
export function createStorms(members: () => readonly Member[]): Storms {
  const storms: Record<Protocol, Storm> = { anthropic: createStorm(), gemini: createStorm(), openai: createStorm() }

  function isBorneOut({ overloaded }: Storm, protocol: Protocol): boolean {
    if (overloaded.size < ACCOUNTS) return false
    let able = 0
    for (const { account, paused } of members()) {
      if (account.protocol === protocol && paused === null && account.needsSignIn === null) able++
    }
    return overloaded.size * 2 >= able
  }

  return {
    onOverloaded(member, now) {
      const { protocol } = member.account
      const storm = storms[protocol]
      const before = now < storm.until ? 'storm' : 'calm'
      storm.overloaded.delete(member)
      for (const [other, at] of storm.overloaded) {
        if (now - at <= STORM_MS) break
        storm.overloaded.delete(other)
      }
      storm.overloaded.set(member, now)
      if (isBorneOut(storm, protocol)) storm.until = now + STORM_MS
      return before
    },
    onSucceeded({ account }) {
      const storm = storms[account.protocol]
      if (storm.overloaded.size === 0) return
      storm.overloaded.clear()
      storm.until = -Infinity
    },
  }
}

function createStorm(): Storm {
  return { overloaded: new Map(), until: -Infinity }
}
