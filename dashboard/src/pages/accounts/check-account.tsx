import { useMutation, type UseMutationResult } from '@tanstack/react-query'
import { Stethoscope } from 'lucide-react'
import { ask, Problem } from '../../api/ask.ts'
import { formatDuration } from '../../format/times.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import type { Checked } from './tell-checked.ts'
import { pathOf } from './use-account-action.ts'

type Check = UseMutationResult<Checked, Error, void>

/** Asks the vendor something free with the account's credential. */
export function useCheck(id: string): Check {
  return useMutation({ mutationFn: () => ask<Checked>('POST', pathOf(id, '/check')) })
}

/** Gone once the gateway has said that it cannot do so. */
export function CheckButton({ check }: { readonly check: Check }) {
  if (isUnable(check)) return null
  return (
    <Button size="small" disabled={check.isPending} onClick={() => check.mutate()}>
      <Stethoscope aria-hidden size={14} /> {check.isPending ? 'Testing…' : 'Test'}
    </Button>
  )
}

export function CheckResult({ check }: { readonly check: Check }) {
  const { error, data } = check
  return (
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
      {error !== null && !isUnable(check) && <Notice level="critical">{error.message}</Notice>}
    </div>
  )
}

function isUnable({ error }: Check): boolean {
  return error instanceof Problem && error.status === 404
}
