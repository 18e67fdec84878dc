import type { Account } from '../../src/model/account.ts'
import type { PoolPolicy, StrategyName } from '../../src/model/pool.ts'
import { USUAL_HEADROOM } from '../../src/model/pool.ts'
import type { Chooser } from './exchanging.ts'
import { createOmniscient } from './omniscient.ts'
import { createPoolChooser } from './pool-chooser.ts'
import type { Vendor } from './vendor.ts'
import type { World } from './world.ts'
import { MINUTE_MS } from './world.ts'

export const CONTENDERS = [
  'round-robin',
  'weighted',
  'time-window',
  'session-pool',
  'session-conversation',
  'headroom',
  'omniscient',
] as const

export type Contender = (typeof CONTENDERS)[number]

export function isContender(name: string): name is Contender {
  return CONTENDERS.some((one) => one === name)
}

export interface ContenderPorts {
  readonly world: World
  readonly vendor: Vendor
  readonly accounts: readonly Account[]
}

export function createContender(name: Contender, { world, vendor, accounts }: ContenderPorts): Chooser {
  const pool = (strategy: StrategyName, sessionScope: PoolPolicy['sessionScope'] = 'pool'): Chooser =>
    createPoolChooser(
      {
        name: 'lb',
        strategy,
        windowMs: 5 * MINUTE_MS,
        sessionMs: 300 * MINUTE_MS,
        sessionScope,
        headroom: { ...USUAL_HEADROOM, maxHoldMs: world.maxHoldMs },
      },
      accounts,
    )
  switch (name) {
    case 'round-robin':
    case 'weighted':
    case 'time-window':
    case 'headroom':
      return pool(name)
    case 'session-pool':
      return pool('session')
    case 'session-conversation':
      return pool('session', 'conversation')
    case 'omniscient':
      return createOmniscient({ vendor, accounts, maxHoldMs: world.maxHoldMs })
  }
}
