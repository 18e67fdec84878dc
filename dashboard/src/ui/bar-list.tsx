import { type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'

export interface BarItem {
  readonly key: string
  readonly name: ReactNode
  /** What the bar's length is of. */
  readonly value: number
  readonly text: string
}

interface BarListProps {
  readonly label: string
  /** The largest first. */
  readonly items: readonly BarItem[]
  /** What a full bar is; the largest value where it is absent. */
  readonly most?: number
  readonly fill?: string
}

const FOLDED_TO = 8

/** Names with a bar each: a table whose middle column is drawn. Long ones are folded. */
export function BarList({ label, items, most, fill = 'bg-info-fill' }: BarListProps) {
  const [isUnfolded, setIsUnfolded] = useState(false)
  const full = most ?? Math.max(...items.map(({ value }) => value), 0)
  const shown = isUnfolded ? items : items.slice(0, FOLDED_TO)
  return (
    <>
      <table className="w-full table-fixed text-sm">
        <caption className="sr-only">{label}</caption>
        <tbody>
          {shown.map(({ key, name, value, text }) => (
            <tr key={key}>
              <th scope="row" className="w-[34%] truncate py-1 pr-3 text-left font-normal">
                {name}
              </th>
              <td className="py-1" aria-hidden>
                <div className="h-2 rounded-full bg-raised">
                  <div
                    className={classNames('h-2 min-w-0.5 rounded-full', value > 0 && fill)}
                    style={{ width: full > 0 ? `${Math.min((value / full) * 100, 100)}%` : 0 }}
                  />
                </div>
              </td>
              <td className="figures w-28 py-1 pl-3 text-right">{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {items.length > FOLDED_TO && (
        <Button
          look="quiet"
          size="small"
          className="mt-1 -ml-2.5"
          aria-expanded={isUnfolded}
          onClick={() => setIsUnfolded(!isUnfolded)}
        >
          {isUnfolded ? 'Show fewer' : `Show all ${items.length}`}
        </Button>
      )}
    </>
  )
}
