import type { RequestDetail } from '../../../../src/admin/request-contract.ts'
import { formatCompact, formatShare, UNKNOWN } from '../../format/numbers.ts'
import { formatDuration } from '../../format/times.ts'
import { classNames } from '../../ui/class-names.ts'
import { ScrollBox } from '../../ui/scroll-box.tsx'

type Seen = NonNullable<RequestDetail['noRoom']>['seen'][number]

interface RoomTableProps {
  readonly seen: readonly Seen[]
  /** Name of the account that was chosen. */
  readonly chosen: string | null
}

/** What the choice saw: the room of each account that was looked at. */
export function RoomTable({ seen, chosen }: RoomTableProps) {
  return (
    <ScrollBox label="Room that was seen">
      <table className="w-full min-w-[22rem] text-xs">
        <thead>
          <tr className="text-muted">
            <th scope="col" className="py-1 pr-3 text-left font-medium">
              Account
            </th>
            <th scope="col" className="py-1 pr-3 text-left font-medium">
              Room after the call
            </th>
            <th scope="col" className="py-1 pr-3 text-left font-medium">
              Tightest limit
            </th>
            <th scope="col" className="py-1 pr-3 text-right font-medium">
              Reserved
            </th>
            <th scope="col" className="py-1 text-right font-medium">
              Fits in
            </th>
          </tr>
        </thead>
        <tbody>
          {seen.map((one) => (
            <tr key={one.account} className="border-t border-line">
              <th
                scope="row"
                className={classNames(
                  'max-w-40 truncate py-1 pr-3 text-left',
                  one.account === chosen ? 'font-semibold' : 'font-normal',
                )}
              >
                {one.account}
                {one.account === chosen && <span className="sr-only"> (chosen)</span>}
              </th>
              <td className="py-1 pr-3">
                <Room room={one.room} />
              </td>
              <td className="max-w-32 truncate py-1 pr-3 text-muted">{one.limit ?? UNKNOWN}</td>
              <td className="figures py-1 pr-3 text-right">{formatCompact(one.reserved)}</td>
              <td className="figures py-1 text-right">{toWait(one.waitMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}

function Room({ room }: { readonly room: number }) {
  const part = Math.min(Math.abs(room), 1) * 100
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden className="relative h-1.5 w-16 shrink-0 overflow-hidden rounded-full bg-raised">
        <span
          className={classNames('absolute inset-y-0 left-0', room < 0 ? 'bg-bad-fill' : 'bg-good-fill')}
          style={{ width: `${part}%` }}
        />
      </span>
      <span className={classNames('figures whitespace-nowrap', room < 0 && 'text-bad')}>
        {room < 0 ? `lacks ${formatShare(-room)}` : formatShare(room)}
      </span>
    </span>
  )
}

function toWait(waitMs: number | null): string {
  if (waitMs === null) return 'unknown'
  return waitMs === 0 ? 'fits' : formatDuration(waitMs)
}
