import type { ControlDeps } from '../../admin/ports.ts'
import { isOfPool, toBuildReadings } from '../../telemetry/metrics-process.ts'
import { mostPressing } from '../../telemetry/sum-up.ts'
import { toUnreachable } from '../../telemetry/unreachable-pool.ts'
import { VERSION } from '../version.ts'
import type { AskPools } from './ask-each.ts'
import { askEach, valuesOf } from './ask-each.ts'
import type { AskedModelPrice } from './rpc.ts'

type Watching = Pick<ControlDeps, 'metrics' | 'attention' | 'modelPrices'>

/** What a page of prices shows at the most. */
const MAX_MODELS = 500

/** What pools' objects know of how they stand. One that cannot be reached is told of, and does not hide the others. */
export function createRemoteWatching(pools: AskPools): Watching {
  let unreachedSince = new Map<string, number>()

  return {
    async metrics() {
      const each = await askEach(pools, (pool) => pool.metrics())
      const readings = valuesOf(each).flat()
      // A sum over pools that lacks one would go back, which a counter does only as its process begins anew.
      const whole = each.unreachable.length === 0 ? readings : readings.filter(isOfPool)
      return [...whole, ...toBuildReadings({ version: VERSION, runtime: 'workers' })]
    },
    async attention(now) {
      const each = await askEach(pools, (pool) => pool.attention())
      unreachedSince = new Map(each.unreachable.map((name) => [name, unreachedSince.get(name) ?? now]))
      const unreached = Array.from(unreachedSince, ([name, since]) => toUnreachable(name, since))
      return [...mostPressing([...unreached, ...valuesOf(each).flat()])]
    },
    async modelPrices(since) {
      const told = await Promise.all(Array.from(pools().values(), (ask) => ask((pool) => pool.modelPrices(since))))
      const models = Map.groupBy(told.flat(), ({ provider, model }) => `${provider}/${model}`)
      return Array.from(models.values(), sumUp)
        .flat()
        .toSorted((a, b) => b.requests - a.requests)
        .slice(0, MAX_MODELS)
    },
  }
}

/** One model that several pools were asked for; all know it by the same prices. */
function sumUp(asked: readonly AskedModelPrice[]) {
  const [first] = asked
  if (first === undefined) return []
  return [{ ...first, requests: asked.reduce((sum, { requests = 0 }) => sum + requests, 0) }]
}
