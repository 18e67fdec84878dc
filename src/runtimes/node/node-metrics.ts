import type { ControlDeps } from '../../admin/ports.ts'
import type { Store } from '../../stores/store.ts'
import type { FinishedRows } from '../../telemetry/finished-rows.ts'
import type { MetricsBook } from '../../telemetry/metrics-book.ts'
import type { ServerFacts } from '../../telemetry/metrics-process.ts'
import {
  toBuildReadings,
  toLedgerReadings,
  toProcessReadings,
  toServerReadings,
} from '../../telemetry/metrics-process.ts'
import type { RefusalCounts } from '../../telemetry/refusal-counts.ts'
import { VERSION } from '../version.ts'
import { createProcessFacts } from './process-facts.ts'

interface NodeMetricsParts {
  readonly finished: Pick<FinishedRows, 'drain'>
  readonly metrics: MetricsBook
  readonly refusals: RefusalCounts
  readonly server: () => ServerFacts
  readonly ledger: Pick<Store['ledger'], 'queued' | 'dropped'>
}

/** What `/metrics` tells of a server that is one process. */
export function createNodeMetrics(parts: NodeMetricsParts): ControlDeps['metrics'] {
  const { finished, metrics, refusals, server, ledger } = parts
  const readProcess = createProcessFacts()
  return async () => {
    const facts = await readProcess()
    // Whoever asks after a request has ended sees it counted.
    finished.drain()
    return [
      ...metrics.readings(),
      ...refusals.readings(),
      ...toServerReadings(server()),
      ...toLedgerReadings(ledger),
      ...toBuildReadings({ version: VERSION, runtime: 'node' }),
      ...toProcessReadings(facts),
    ]
  }
}
