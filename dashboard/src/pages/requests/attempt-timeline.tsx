import type { RequestDetail } from '../../../../src/admin/request-contract.ts'
import { formatDuration } from '../../format/times.ts'
import { classNames } from '../../ui/class-names.ts'
import { type Attempt, isAnswer, toReason, toWords } from './attempt-words.ts'
import { RoomTable } from './room-table.tsx'
import { type Bar, layOutTrace, type TraceLayout } from './trace-layout.ts'

/** Each attempt as a bar on one time axis, with what became of it in words. */
export function AttemptTimeline({ request }: { readonly request: RequestDetail }) {
  const layout = layOutTrace(request)
  return (
    <>
      <div className="relative pt-6">
        <Axis layout={layout} />
        <ol className="relative space-y-3.5">
          {request.attempts.map((attempt, index) => (
            <li key={`${attempt.accountId} ${attempt.startedMs}`}>
              <AttemptBar attempt={attempt} bars={layout.attempts[index]} />
            </li>
          ))}
        </ol>
      </div>
      <Key request={request} />
    </>
  )
}

function AttemptBar({
  attempt,
  bars,
}: {
  readonly attempt: Attempt
  readonly bars: TraceLayout['attempts'][number] | undefined
}) {
  const isBad = !isAnswer(attempt) || attempt.result.startsWith('cut')
  const asked = isBad ? 'bg-bad-fill' : 'bg-quiet-fill'
  return (
    <>
      <p className="text-sm">
        <span className="bg-surface font-medium break-all">{attempt.account}</span>{' '}
        <span className={classNames('bg-surface', isBad ? 'text-bad' : 'text-muted')}>{toWords(attempt)}</span>
      </p>
      <div aria-hidden className="relative my-1 h-3.5 rounded-sm bg-raised">
        {bars !== undefined && (
          <>
            {bars.held !== null && <Stretch bar={bars.held} className="hatched" />}
            <Stretch bar={bars.asked} className={asked} />
            {bars.answered !== null && <Stretch bar={bars.answered} className="bg-info-fill" />}
          </>
        )}
      </div>
      <p className="text-xs text-muted">
        <span className="bg-surface">
          Chosen: {toReason(attempt.reason)}
          {attempt.heldMs > 0 && `; waited ${formatDuration(attempt.heldMs)} for room`}
        </span>
      </p>
      {attempt.seen !== null && attempt.seen.length > 0 && (
        <div className="mt-2 bg-surface">
          <RoomTable seen={attempt.seen} chosen={attempt.account} />
        </div>
      )}
    </>
  )
}

function Stretch({ bar, className }: { readonly bar: Bar; readonly className: string }) {
  return (
    <div
      className={classNames('absolute inset-y-0 rounded-sm', className)}
      style={{ left: `${bar.left}%`, width: `${bar.width}%` }}
    />
  )
}

function Axis({ layout }: { readonly layout: TraceLayout }) {
  return (
    <div aria-hidden className="absolute inset-0">
      {layout.ticks.map(({ ms, left }) => (
        <div key={ms} className="absolute inset-y-0 border-l border-line" style={{ left: `${left}%` }}>
          <span className="figures absolute top-0 left-1 text-2xs whitespace-nowrap text-muted">
            {ms === 0 ? '0' : formatDuration(ms)}
          </span>
        </div>
      ))}
      <div className="absolute inset-y-0 right-0 border-r border-line">
        <span className="figures absolute top-0 right-1 text-2xs whitespace-nowrap text-muted">
          {formatDuration(layout.totalMs)}
        </span>
      </div>
      {layout.firstByte !== null && (
        <div
          className="absolute top-5 bottom-0 border-l border-dashed border-accent"
          style={{ left: `${layout.firstByte}%` }}
        />
      )}
    </div>
  )
}

function Key({ request }: { readonly request: RequestDetail }) {
  const isHeld = request.attempts.some(({ heldMs }) => heldMs > 0)
  const hasFailed = request.attempts.some((attempt) => !isAnswer(attempt))
  const marks: readonly (readonly [string, string])[] = [
    ...(isHeld ? [['hatched', 'waited for room'] as const] : []),
    ...(hasFailed ? [['bg-bad-fill', 'did not answer'] as const] : []),
    ['bg-quiet-fill', 'asked, no answer yet'],
    ['bg-info-fill', 'answer coming in'],
  ]
  return (
    <div className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-2xs text-muted">
      {marks.map(([fill, name]) => (
        <span key={name} className="inline-flex items-center gap-1.5">
          <span aria-hidden className={classNames('size-2.5 rounded-sm', fill)} />
          {name}
        </span>
      ))}
      {request.firstByteMs !== null && (
        <span className="figures inline-flex items-center gap-1.5">
          <span aria-hidden className="h-3 border-l border-dashed border-accent" />
          first byte to the caller, {formatDuration(request.firstByteMs)}
        </span>
      )}
    </div>
  )
}
