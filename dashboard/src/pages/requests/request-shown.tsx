import { useQuery } from '@tanstack/react-query'
import type { RequestDetail } from '../../../../src/admin/request-contract.ts'
import { ask, Problem } from '../../api/ask.ts'
import { CACHED } from '../../api/keys.ts'
import { formatFull } from '../../format/times.ts'
import { CopyText } from '../../ui/copy-text.tsx'
import { Loaded } from '../../ui/loading.tsx'
import { RequestStatus } from './request-status.tsx'
import { toStory } from './request-story.ts'
import { RequestTrace } from './request-trace.tsx'
import { useKeptDays } from './use-kept-days.ts'

/** A request by its id: what happened in a sentence, then its trace. It is over, so it is fetched once. */
export function RequestShown({ id }: { readonly id: string }) {
  const request = useQuery({
    queryKey: [...CACHED.requests, id],
    queryFn: () => ask<RequestDetail>('GET', `/api/requests/${encodeURIComponent(id)}`),
    staleTime: Infinity,
  })
  if (request.error instanceof Problem && request.error.status === 404) return <Unknown why={request.error.message} />
  return (
    <Loaded query={request}>
      {(detail) => (
        <article aria-label={`Request ${detail.id}`} className="space-y-5">
          <header className="space-y-2">
            <h2 className="sr-only">What happened</h2>
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <RequestStatus status={detail.status} end={detail.end} />
              <span className="text-sm font-medium break-all">{detail.model ?? detail.path}</span>
              <span className="figures text-xs text-muted">{formatFull(detail.time)}</span>
            </div>
            <p className="text-[0.95rem] leading-relaxed break-words">{toStory(detail)}</p>
            <div className="-ml-1">
              <CopyText label="id" text={detail.id} />
            </div>
          </header>
          <RequestTrace request={detail} />
        </article>
      )}
    </Loaded>
  )
}

function Unknown({ why }: { readonly why: string }) {
  const days = useKeptDays()
  return (
    <div className="py-6 text-center">
      <p className="font-medium break-words">{why}</p>
      <p className="mt-1 text-sm text-muted">Single requests are kept {days === 1 ? '1 day' : `${days} days`}.</p>
    </div>
  )
}
