import type { ControlDeps } from '../../admin/ports.ts'
import type { Attention } from '../../telemetry/attention-row.ts'
import { isOfPool, toBuildReadings } from '../../telemetry/metrics-process.ts'
import { mostPressing } from '../../telemetry/sum-up.ts'
import { VERSION } from '../version.ts'
import type { AskPools } from './ask-each.ts'
import { askEach } from './ask-each.ts'
import type { AskedModelPrice } from './rpc.ts'

type Watching = Pick<ControlDeps, 'metrics' | 'attention' | 'modelPrices'>

/** What a page of prices shows at the most. */
const MAX_MODELS = 500

/** What pools' objects know of how they stand. One that cannot be reached is told of, and does not hide the others. */
export function createRemoteWatching(pools: AskPools): Watching {
  let unreachedSince = new Map<string, number>()

  return {
    async metrics() {
      const { told, missing } = await askEach(pools, (pool) => pool.metrics())
      const readings = told.flat()
      // A sum over pools that lacks one would go back, which a counter does only as its process begins anew.
      const whole = missing.length === 0 ? readings : readings.filter(isOfPool)
      return [...whole, ...toBuildReadings({ version: VERSION, runtime: 'workers' })]
    },
    async attention(now) {
      const { told, missing } = await askEach(pools, (pool) => pool.attention())
      unreachedSince = new Map(missing.map((name) => [name, unreachedSince.get(name) ?? now]))
      return [...mostPressing([...Array.from(unreachedSince, toUnreachable), ...told.flat()])]
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

function toUnreachable([pool, since]: readonly [pool: string, since: number]): Attention {
  return {
    id: `unreachable:${pool}`,
    kind: 'unreachable',
    level: 'critical',
    text: `Pool ${pool} cannot be asked: its Durable Object does not answer, so its calls fail, and nothing is known of its accounts. The Worker's log says why.`,
    pool,
    account: null,
    accountId: null,
    since,
    until: null,
  }
}

/** One model that several pools were asked for; all know it by the same prices. */
function sumUp(asked: readonly AskedModelPrice[]) {
  const [first] = asked
  if (first === undefined) return []
  return [{ ...first, requests: asked.reduce((sum, { requests = 0 }) => sum + requests, 0) }]
}
