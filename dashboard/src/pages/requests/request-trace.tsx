import { CircleHelp, CornerDownRight, Flag, ListFilter, MessageSquare } from 'lucide-react'
import type { ReactNode } from 'react'
import type { RequestDetail } from '../../../../src/admin/request-contract.ts'
import { toErrorWords } from '../../format/error-words.ts'
import { formatDuration } from '../../format/times.ts'
import { AttemptTimeline } from './attempt-timeline.tsx'
import { PassedOverList } from './passed-over-list.tsx'
import { RoomTable } from './room-table.tsx'
import { TokenFigures } from './token-figures.tsx'

/** What happened, in the order in which it did. */
export function RequestTrace({ request }: { readonly request: RequestDetail }) {
  const { available, attempts, passedOver, noRoom } = request
  return (
    <ol className="space-y-5">
      <Step name="Asked" icon={<MessageSquare aria-hidden size={14} />}>
        <Asked request={request} />
      </Step>
      <Step name="Considered" icon={<ListFilter aria-hidden size={14} />}>
        <p className="text-sm">
          {available === 1 ? '1 account could have served it.' : `${available} accounts could have served it.`}
        </p>
        <PassedOverList passedOver={passedOver} />
      </Step>
      <Step
        name={attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`}
        icon={<CornerDownRight aria-hidden size={14} />}
      >
        {attempts.length === 0 ? (
          <p className="text-sm text-muted">No account was asked.</p>
        ) : (
          <AttemptTimeline request={request} />
        )}
      </Step>
      {noRoom !== null && (
        <Step name="Nobody had room" icon={<CircleHelp aria-hidden size={14} />}>
          <p className="mb-2 text-sm">The call had waited {formatDuration(noRoom.heldMs)} by then.</p>
          <RoomTable seen={noRoom.seen} chosen={null} />
        </Step>
      )}
      <Step name="Ended" icon={<Flag aria-hidden size={14} />}>
        <Ended request={request} />
      </Step>
    </ol>
  )
}

interface StepProps {
  readonly name: string
  readonly icon: ReactNode
  readonly children: ReactNode
}

function Step({ name, icon, children }: StepProps) {
  return (
    <li className="relative pl-8 before:absolute before:top-7 before:-bottom-4 before:left-[0.72rem] before:w-px before:bg-line last:before:hidden">
      <span className="absolute top-0 left-0 inline-flex size-6 items-center justify-center rounded-full border border-line bg-raised text-muted">
        {icon}
      </span>
      <h3 className="mb-1.5 min-h-6 text-sm/6 font-semibold">{name}</h3>
      {children}
    </li>
  )
}

function Asked({ request }: { readonly request: RequestDetail }) {
  const { method, path, model, protocol, operation, stream, client, pool } = request
  const facts: readonly (readonly [string, string | null])[] = [
    ['Model', model],
    ['Protocol', protocol],
    ['Operation', stream ? `${operation}, streamed` : operation],
    ['Pool', pool],
    ['Client key', client],
  ]
  return (
    <>
      <p className="font-mono text-xs break-all">
        {method} {path}
      </p>
      <Facts facts={facts} />
    </>
  )
}

function Ended({ request }: { readonly request: RequestDetail }) {
  const { status, error, account, provider, durationMs, firstByteMs } = request
  const why = error === null ? null : toErrorWords(error)
  const facts: readonly (readonly [string, string | null])[] = [
    ['Status', error === null ? String(status) : `${status} ${error}`],
    ['Answered by', account === null ? null : provider === null ? account : `${account} (${provider})`],
    ['First byte', firstByteMs === null ? null : formatDuration(firstByteMs)],
    ['Total', formatDuration(durationMs)],
  ]
  return (
    <>
      {why !== null && <p className="text-sm">{why}</p>}
      <Facts facts={facts} />
      <TokenFigures usage={request.usage} cost={request.cost} />
    </>
  )
}

function Facts({ facts }: { readonly facts: readonly (readonly [string, string | null])[] }) {
  return (
    <dl className="mt-2 grid grid-cols-2 gap-x-4 gap-y-2 text-sm @lg:grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))]">
      {facts.map(
        ([name, value]) =>
          value !== null && (
            <div key={name} className="min-w-0">
              <dt className="text-xs text-muted">{name}</dt>
              <dd className="break-words">{value}</dd>
            </div>
          ),
      )}
    </dl>
  )
}
