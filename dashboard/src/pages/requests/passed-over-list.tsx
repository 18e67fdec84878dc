import type { RequestDetail } from '../../../../src/admin/request-contract.ts'
import { gatewayNow } from '../../api/clock.ts'
import { formatMoment } from '../../format/times.ts'
import { toPassedOver } from './attempt-words.ts'

/** Accounts that were not asked, each with why and until when. */
export function PassedOverList({ passedOver }: Pick<RequestDetail, 'passedOver'>) {
  if (passedOver.length === 0) return null
  return (
    <div className="mt-2">
      <p className="text-sm text-muted">Passed over:</p>
      <ul className="mt-1 text-sm">
        {passedOver.map(({ account, why, until }) => (
          <li key={`${account} ${why}`} className="flex flex-wrap gap-x-2 border-t border-line py-1 first:border-t-0">
            <span className="font-medium break-all">{account}</span>
            <span className="text-muted">
              {toPassedOver(why)}
              {until !== null && <span className="figures">, until {formatMoment(until, gatewayNow())}</span>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
