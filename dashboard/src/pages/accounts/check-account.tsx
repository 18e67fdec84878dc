import { useMutation } from '@tanstack/react-query'
import { Stethoscope } from 'lucide-react'
import { ask, Problem } from '../../api/ask.ts'
import { formatDuration } from '../../format/times.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'

/** What a free call to the vendor came to. */
interface Checked {
  readonly ok: boolean
  readonly status: number | null
  readonly tookMs: number
  readonly detail: string
}

/** Asks the vendor something free with the account's credential. A gateway that cannot do so is not asked again. */
export function CheckAccount({ id }: { readonly id: string }) {
  const check = useMutation({
    mutationFn: () => ask<Checked>('POST', `/api/accounts/${encodeURIComponent(id)}/check`),
  })
  const { error, data } = check
  if (error instanceof Problem && error.status === 404) return null
  return (
    <div className="space-y-2">
      <Button size="small" disabled={check.isPending} onClick={() => check.mutate()}>
        <Stethoscope aria-hidden size={14} /> {check.isPending ? 'Testing…' : 'Test'}
      </Button>
      <div role="status">
        {data !== undefined && (
          <Notice level={data.ok ? 'note' : 'warning'}>
            {data.detail}
            <span className="figures text-muted">
              {' '}
              ({data.status === null ? '' : `status ${data.status}, `}
              {formatDuration(data.tookMs)})
            </span>
          </Notice>
        )}
        {error !== null && <Notice level="critical">{error.message}</Notice>}
      </div>
    </div>
  )
}
