import { Check, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { classNames } from '../../ui/class-names.ts'
import { ConnectClients } from '../connect/connect-clients.tsx'

/** The way from an empty gateway to the first call, for as long as there has been none. */
export function FirstSteps({ accounts }: { readonly accounts: number }) {
  const [, navigate] = useLocation()
  const isEmpty = accounts === 0
  return (
    <Card title="Three steps to the first call">
      <ol className="space-y-6">
        <Step number={1} title="Add an account" standing={isEmpty ? 'next' : 'done'}>
          {isEmpty ? (
            <>
              <p className="mb-3 text-sm text-muted">
                An API key, a sign-in or a workload identity that calls are sent with. It is kept sealed, and is never
                shown again.
              </p>
              <Button look="primary" onClick={() => navigate('/accounts?add=api_key')}>
                <Plus aria-hidden size={16} /> Add an account
              </Button>
            </>
          ) : (
            <p className="text-sm text-muted">{accounts === 1 ? 'One is there.' : `${accounts} are there.`}</p>
          )}
        </Step>
        <Step number={2} title="Point a client at this gateway" standing={isEmpty ? 'later' : 'next'}>
          <ConnectClients />
        </Step>
        <Step number={3} title="Watch it here" standing="later">
          <p className="text-sm text-muted">This page shows the first call as it comes. Nothing has to be reloaded.</p>
        </Step>
      </ol>
    </Card>
  )
}

interface StepProps {
  readonly number: number
  readonly title: string
  readonly standing: 'done' | 'next' | 'later'
  readonly children: ReactNode
}

const MARKS = {
  done: 'bg-good-soft text-good',
  next: 'bg-accent-fill text-on-accent',
  later: 'bg-raised text-muted',
} as const

function Step({ number, title, standing, children }: StepProps) {
  return (
    <li className="grid grid-cols-[1.75rem_minmax(0,1fr)] gap-x-3">
      <span
        aria-hidden
        className={classNames(
          'figures flex size-7 items-center justify-center rounded-full text-sm font-semibold',
          MARKS[standing],
        )}
      >
        {standing === 'done' ? <Check size={15} /> : number}
      </span>
      <div className="min-w-0">
        <h3 className="mb-1 leading-7 font-medium">
          {title}
          {standing === 'done' && <span className="sr-only"> (done)</span>}
        </h3>
        {children}
      </div>
    </li>
  )
}
