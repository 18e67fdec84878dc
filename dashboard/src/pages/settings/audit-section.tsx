import { useInfiniteQuery } from '@tanstack/react-query'
import type { AuditRow } from '../../../../src/admin/audit-contract.ts'
import { ask, toQuery } from '../../api/ask.ts'
import { CACHED } from '../../api/keys.ts'
import type { Listed } from '../../api/queries.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Waiting } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'

const PAGE = 20

/** Who changed what. */
export function AuditSection() {
  const audit = useInfiniteQuery({
    queryKey: CACHED.audit,
    queryFn: ({ pageParam }) =>
      ask<Listed<AuditRow>>('GET', `/api/audit${toQuery({ limit: PAGE, cursor: pageParam })}`),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    staleTime: Infinity,
  })
  const rows = audit.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Card title="Who changed what" hint="Every change, the newest first.">
      {audit.isPending && <Waiting />}
      {audit.error !== null && <Notice level="critical">{audit.error.message}</Notice>}
      {audit.isSuccess && rows.length === 0 && <p className="text-sm text-muted">Nothing was changed yet.</p>}
      <ol className="divide-y divide-line text-sm">
        {rows.map((row) => (
          <li key={row.id} className="flex flex-wrap gap-x-3 gap-y-0.5 py-2">
            <span className="w-20 shrink-0 text-muted">
              <TimeAgo at={row.time} />
            </span>
            <span className="font-medium">{row.action.replaceAll('_', ' ').replace('.', ': ')}</span>
            <span className="min-w-0 break-all" title={row.target}>
              {row.targetName ?? row.target}
            </span>
            <span className="text-muted">by {row.who}</span>
            {row.detail !== null && <Detail detail={row.detail} />}
          </li>
        ))}
      </ol>
      {audit.hasNextPage && (
        <Button size="small" className="mt-2" disabled={audit.isFetching} onClick={() => void audit.fetchNextPage()}>
          Older
        </Button>
      )}
    </Card>
  )
}

function Detail({ detail }: { readonly detail: Readonly<Record<string, unknown>> }) {
  const parts = Object.entries(detail).map(([name, value]) => `${name} = ${toText(value)}`)
  return <span className="min-w-0 basis-full font-mono text-xs break-all text-muted sm:pl-23">{parts.join(', ')}</span>
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
