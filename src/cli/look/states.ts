import type { Tone } from './tone.ts'
import { isForPeople, type View } from './view.ts'

interface Shown {
  readonly symbol: string
  readonly tone: Tone
}

/** States of accounts, ends of requests, findings: each with a symbol that is told apart without its colour. */
const STATES: Readonly<Record<string, Shown>> = {
  serving: { symbol: '●', tone: 'good' },
  cooling: { symbol: '◐', tone: 'warning' },
  disabled: { symbol: '✗', tone: 'bad' },
  paused: { symbol: '‖', tone: 'quiet' },
  needs_sign_in: { symbol: '!', tone: 'bad' },
  ok: { symbol: '✓', tone: 'good' },
  failed: { symbol: '✗', tone: 'bad' },
  cut: { symbol: '✂', tone: 'bad' },
  gone: { symbol: '○', tone: 'quiet' },
  wrong: { symbol: '✗', tone: 'bad' },
  note: { symbol: '!', tone: 'warning' },
  critical: { symbol: '✗', tone: 'bad' },
  warning: { symbol: '!', tone: 'warning' },
}

/** `● serving` for people, `serving` in a pipe. */
export function toState(state: string, view: Pick<View, 'width'>): string {
  const shown = STATES[state]
  return shown === undefined || !isForPeople(view) ? state : `${shown.symbol} ${state.replaceAll('_', ' ')}`
}

export function toneOfState(state: string): Tone | null {
  return STATES[state]?.tone ?? null
}
