import { CircleCheck } from 'lucide-react'
import { useId, useState } from 'react'
import { Link } from 'wouter'
import type { AttentionRow, OverviewBody } from '../../../../src/admin/overview-contract.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Countdown, TimeAgo } from '../../ui/time-ago.tsx'
import { tellServing } from './tell-serving.ts'

const FOLDED = 4

/** What a person should look at, the most pressing first; where that is nothing, one quiet line. */
export function Attention({ attention, pools }: Pick<OverviewBody, 'attention' | 'pools'>) {
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  if (attention.length === 0) {
    return (
      <p className="flex items-center gap-2 text-sm text-muted">
        <CircleCheck aria-hidden size={17} className="shrink-0 text-good" />
        Everything is all right: {tellServing(pools)}.
      </p>
    )
  }
  const shown = isOpen ? attention : attention.slice(0, FOLDED)
  const hidden = attention.length - FOLDED
  return (
    <section aria-label="What needs attention">
      <ul id={id} className="space-y-2">
        {shown.map((row) => (
          <li key={row.id}>
            <Row row={row} />
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <Button
          look="quiet"
          size="small"
          className="mt-1"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? 'Show less' : `Show ${hidden} more`}
        </Button>
      )}
    </section>
  )
}

function Row({ row: { level, text, until, since, account, accountId } }: { readonly row: AttentionRow }) {
  const aside = (
    <span className="flex shrink-0 flex-wrap items-center justify-end gap-x-3 text-xs text-muted">
      {until === null ? (
        <span>
          since <TimeAgo at={since} />
        </span>
      ) : (
        <span>
          ends in <Countdown until={until} />
        </span>
      )}
      {accountId !== null && (
        <Link
          href={`/accounts?account=${encodeURIComponent(accountId)}`}
          aria-label={`Look at account ${account ?? accountId}`}
          className="font-medium text-accent hover:underline"
        >
          Look
        </Link>
      )}
    </span>
  )
  return (
    <Notice level={level} aside={aside}>
      {text}
    </Notice>
  )
}
