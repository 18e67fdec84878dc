import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ScrollBox } from '../../ui/scroll-box.tsx'
import { formatPrice, PRICE_KINDS } from './price-draft.ts'
import type { PriceRow } from './price-rows.ts'
import type { Editing } from './price-dialog.tsx'

interface PriceTableProps {
  readonly rows: readonly PriceRow[]
  readonly onEdit: (editing: Editing) => void
}

const SOURCES = {
  override: { tone: 'accent', word: 'set here' },
  'built-in': { tone: 'quiet', word: 'built-in' },
  unknown: { tone: 'warn', word: 'unknown' },
} as const

const CELL = 'px-3 py-2 first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5'

/** Patterns that were set here, then the models that were asked for lately. */
export function PriceTable({ rows, onEdit }: PriceTableProps) {
  if (rows.length === 0) {
    return (
      <p className="px-4 pb-4 text-sm text-muted sm:px-5">
        No model was asked for yet. Prices of the common ones are built in; set one where yours differs.
      </p>
    )
  }
  return (
    <ScrollBox label="Prices">
      <table className="w-full min-w-[46rem] text-sm">
        <thead className="text-xs text-muted">
          <tr className="border-b border-line">
            <th scope="col" className={`${CELL} text-left font-medium`}>
              Model
            </th>
            <th scope="col" className={`${CELL} text-left font-medium`}>
              Price
            </th>
            {PRICE_KINDS.map(({ kind, words }) => (
              <th key={kind} scope="col" className={`${CELL} text-right font-medium`}>
                {words}
              </th>
            ))}
            <th scope="col" className={CELL}>
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const { tone, word } = SOURCES[row.source]
            const isOverride = row.kind === 'override'
            return (
              <tr key={row.id} className="border-b border-line last:border-0">
                <th scope="row" className={`${CELL} max-w-72 text-left font-medium break-all`}>
                  <span className={isOverride ? 'font-mono text-xs' : ''}>{row.name}</span>
                  {row.provider !== null && (
                    <span className="block text-xs font-normal text-muted">{row.provider}</span>
                  )}
                </th>
                <td className={CELL}>
                  <Badge tone={tone}>{word}</Badge>
                </td>
                {PRICE_KINDS.map(({ kind }) => (
                  <td key={kind} className={`${CELL} figures text-right`}>
                    {formatPrice(row.price[kind])}
                  </td>
                ))}
                <td className={`${CELL} text-right`}>
                  <Button
                    look="quiet"
                    size="small"
                    aria-label={`${isOverride ? 'Change' : 'Set'} the price of ${row.name}`}
                    onClick={() => onEdit({ pattern: row.name, price: row.price, isNew: !isOverride })}
                  >
                    {isOverride ? 'Change' : 'Set'}
                  </Button>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </ScrollBox>
  )
}
