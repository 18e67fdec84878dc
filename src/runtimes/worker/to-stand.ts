import type { Exchange } from '../../gateway/exchange.ts'
import type { Step } from '../../gateway/step.ts'
import type { RemoteStep, Stand } from './rpc.ts'

/** How a call stands after a step, as it goes to the Worker. */
export function toStand(exchange: Exchange, step: Step): Stand {
  return { step: toRemoteStep(step), record: exchange.toRecord() }
}

function toRemoteStep(step: Step): RemoteStep {
  return step.kind === 'send' ? { kind: 'send', accountId: step.account.id, token: step.token } : step
}
