import type { RequestDetail } from '../../../../src/admin/request-contract.ts'
import { toErrorWords } from '../../format/error-words.ts'
import { formatDuration } from '../../format/times.ts'
import { isAnswer, toWords } from './attempt-words.ts'

/** Attempts that are told one by one; more are summed up. */
const TOLD = 4

/** What happened, in a few sentences that somebody reads instead of the trace. */
export function toStory(request: RequestDetail): string {
  const sentences = [toWaiting(request), toAttempts(request), toOutcome(request)]
  return sentences.filter((sentence) => sentence !== null).join(' ')
}

function toWaiting({ attempts, noRoom }: RequestDetail): string | null {
  const heldMs = Math.max(noRoom?.heldMs ?? 0, ...attempts.map((attempt) => attempt.heldMs))
  return heldMs === 0 ? null : `The call waited ${formatDuration(heldMs)} for room.`
}

function toAttempts(request: RequestDetail): string | null {
  const { attempts, end, firstByteMs, durationMs } = request
  const [only] = attempts
  if (only === undefined) return null
  if (attempts.length === 1 && end === 'ok' && isAnswer(only)) {
    const total = formatDuration(durationMs)
    const first = firstByteMs === null ? null : formatDuration(firstByteMs)
    const isStreamed = request.stream && first !== null && first !== total
    return `${only.account} answered in ${total}${isStreamed ? `, the first byte after ${first}` : ''}.`
  }
  const tail = attempts.slice(-1)
  const told = attempts.length <= TOLD ? attempts : [...attempts.slice(0, TOLD - 2), ...tail]
  const clauses = told.map((attempt) => `${attempt.account} ${toWords(attempt)}`)
  const untold = attempts.length - told.length
  if (untold > 0) clauses.splice(-1, 0, `${untold} more did not answer either`)
  return `${clauses.join('; ')}.`
}

function toOutcome({ end, error, status, attempts, durationMs, firstByteMs }: RequestDetail): string | null {
  switch (end) {
    case 'ok':
      if (attempts.length === 0) return `The gateway answered ${status} itself.`
      return attempts.length > 1 ? 'The caller saw one clean answer.' : null
    case 'failed':
      if (error === null) return `The caller got that answer as it came: ${status}.`
      return [toErrorWords(error), `The caller got ${status} ${error}.`].filter((words) => words !== null).join(' ')
    case 'cut':
      return 'The caller saw the answer break off.'
    case 'gone': {
      const when = firstByteMs === null ? 'before anything had been sent' : 'in the middle of the answer'
      return `The caller went away after ${formatDuration(durationMs)}, ${when}.`
    }
  }
}
