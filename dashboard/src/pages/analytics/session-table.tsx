import type { AnalyticsBody } from '../../../../src/admin/analytics-contract.ts'
import { formatCount } from '../../format/numbers.ts'
import { formatDuration } from '../../format/times.ts'
import { ScrollBox } from '../../ui/scroll-box.tsx'

/** How sessions went in each pool; pools without any are left out. */
export function SessionTable({ sessions }: Pick<AnalyticsBody, 'sessions'>) {
  const those = sessions.filter(({ started, ended, switches }) => started + ended + switches > 0)
  if (those.length === 0) {
    return (
      <p className="px-4 py-4 text-sm text-muted sm:px-5">
        No session in this time. Pools with the strategy session have them.
      </p>
    )
  }
  return (
    <ScrollBox label="Sessions by pool">
      <table className="w-full text-sm">
        <thead>
          <tr className="border-b border-line text-xs text-muted">
            {['Pool', 'Started', 'Ended', 'Mean length', 'Switches'].map((name, index) => (
              <th
                key={name}
                scope="col"
                className={
                  index === 0 ? 'py-2 pr-2 pl-4 text-left font-medium sm:pl-5' : 'py-2 pr-4 text-right font-medium'
                }
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="figures">
          {those.map(({ pool, started, ended, meanMs, switches }) => (
            <tr key={pool} className="border-b border-line last:border-b-0">
              <th scope="row" className="max-w-40 truncate py-2 pr-2 pl-4 text-left font-medium sm:pl-5">
                {pool}
              </th>
              <td className="py-2 pr-4 text-right">{formatCount(started)}</td>
              <td className="py-2 pr-4 text-right">{formatCount(ended)}</td>
              <td className="py-2 pr-4 text-right whitespace-nowrap">{formatDuration(meanMs)}</td>
              <td className="py-2 pr-4 text-right">{formatCount(switches)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}
