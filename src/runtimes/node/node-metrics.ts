import type { ControlDeps } from '../../admin/ports.ts'
import type { BodyLedger } from '../../gateway/body-ledger.ts'
import type { Store } from '../../stores/store.ts'
import type { FinishedRows } from '../../telemetry/finished-rows.ts'
import type { MetricsBook } from '../../telemetry/metrics-book.ts'
import {
  toBuildReadings,
  toLedgerReadings,
  toProcessReadings,
  toServerReadings,
} from '../../telemetry/metrics-process.ts'
import { VERSION } from '../version.ts'
import { createProcessFacts } from './process-facts.ts'
import type { DataPlane } from './server/data-plane.ts'

interface NodeMetricsParts {
  readonly rows: FinishedRows
  readonly metrics: MetricsBook
  readonly dataPlane: Pick<DataPlane, 'inFlight'>
  readonly bodies: BodyLedger
  readonly ledger: Pick<Store['ledger'], 'queued' | 'dropped'>
}

/** What `/metrics` tells of a server that is one process. */
export function createNodeMetrics(parts: NodeMetricsParts): ControlDeps['metrics'] {
  const { rows, metrics, dataPlane, bodies, ledger } = parts
  const readProcess = createProcessFacts()
  return async () => {
    const facts = await readProcess()
    // Whoever asks after a request has ended sees it counted.
    rows.drain()
    return [
      ...metrics.readings(),
      ...toServerReadings({ inFlight: dataPlane.inFlight, bodiesHeld: bodies.held, bodiesLimit: bodies.limit }),
      ...toLedgerReadings(ledger),
      ...toBuildReadings({ version: VERSION, runtime: 'node' }),
      ...toProcessReadings(facts),
    ]
  }
}
