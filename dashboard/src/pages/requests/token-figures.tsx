import type { RequestDetail } from '../../../../src/admin/request-contract.ts'
import { formatCount, formatUsd, UNKNOWN } from '../../format/numbers.ts'

type TokenFiguresProps = Pick<RequestDetail, 'usage' | 'cost'>

/** Tokens of each kind as the vendor counted them, and what they cost. */
export function TokenFigures({ usage, cost }: TokenFiguresProps) {
  const kinds: readonly (readonly [string, number | null])[] = [
    ['Input, not cached', usage.input],
    ['Read from cache', usage.cacheRead],
    ['Written to cache, 5 min', usage.cacheWrite5m],
    ['Written to cache, 1 h', usage.cacheWrite1h],
    ['Output', usage.output],
  ]
  const told = kinds.filter(([, count]) => count !== null)
  return (
    <table className="mt-3 w-full max-w-xs text-sm">
      <caption className="sr-only">Tokens and cost</caption>
      <tbody>
        {told.map(([kind, count]) => (
          <tr key={kind} className="border-t border-line">
            <th scope="row" className="py-1 text-left font-normal text-muted">
              {kind}
            </th>
            <td className="figures py-1 text-right">{count === null ? UNKNOWN : formatCount(count)}</td>
          </tr>
        ))}
        {told.length === 0 && (
          <tr className="border-t border-line">
            <th scope="row" className="py-1 text-left font-normal text-muted">
              Tokens
            </th>
            <td className="py-1 text-right text-muted">the vendor told none</td>
          </tr>
        )}
        <tr className="border-t border-line">
          <th scope="row" className="py-1 text-left font-normal text-muted">
            Cost
          </th>
          <td className="figures py-1 text-right font-medium">{cost === null ? 'unknown' : formatUsd(cost)}</td>
        </tr>
      </tbody>
    </table>
  )
}
