import { CAST, toDemoAccounts, toDemoKey } from './cast.ts'
import type { DemoAccount } from './cast.ts'
import { startFakeProvider } from './provider.ts'
import { toBehaviour } from './scenes.ts'
import { startTraffic } from './traffic.ts'
import type { DemoGateway, Traffic } from './traffic.ts'

/** Simulated providers and callers: balancing, failover and recovery without any key. */
export interface Demo {
  /** To be put into the configuration's `accounts` as they are; pool `lb` has to be enabled. */
  readonly accounts: readonly DemoAccount[]
  /** Starts the callers, once the gateway listens. */
  drive(gateway: DemoGateway): void
  /** Stops callers and providers. Call it before the gateway drains, which would wait for the callers' streams. */
  stop(): Promise<void>
}

/** Starts the simulated providers on a free port of 127.0.0.1. Each minute the same play: see `scenes.ts`. */
export async function createDemo(): Promise<Demo> {
  const provider = await startFakeProvider({ record: 'counts', seed: 22 })
  let second = 0
  const play = () => {
    for (const { name } of CAST) provider.behave(toDemoKey(name), toBehaviour(name, second))
    second += 1
  }
  play()
  const timer = setInterval(play, 1000)
  let traffic: Traffic | null = null
  return {
    accounts: toDemoAccounts(provider.url),
    drive(gateway) {
      traffic ??= startTraffic(gateway)
    },
    async stop() {
      clearInterval(timer)
      await traffic?.stop()
      await provider.close()
    },
  }
}
