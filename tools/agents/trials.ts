import type { Step } from '../../src/demo/step.ts'

/** One thing that goes well or wrong while an agent asks. */
export interface Trial {
  readonly name: string
  /** By which of the ways in it asks. */
  readonly way: 'open' | 'lb' | 'single' | 'key' | 'wrong key'
  /** What the vendor does with the first requests, and with all after them. */
  readonly steps: readonly Step[]
  readonly otherwise: Step
  /** Whether every account has met its limit before it asks. */
  readonly cooling: boolean
  /** Limits of the client key. */
  readonly limits: object
  /** The whole answer; a word about what went wrong; or either, as long as half an answer is not taken for a whole one. */
  readonly expected: 'answers' | 'tells' | 'either'
  /** Whether it is interrupted (Ctrl-C) once the vendor answers. */
  readonly interrupted: boolean
}

const PLAIN = {
  way: 'lb',
  steps: [],
  otherwise: { kind: 'ok' },
  cooling: false,
  limits: {},
  interrupted: false,
} as const
const HOURS: Step = { kind: 'limit', retryAfter: '7200' }
const BROKEN: Step = { kind: 'break', at: 'mid-stream', pieces: 6 }

export const TRIALS: readonly Trial[] = [
  { ...PLAIN, name: 'open, on this machine', way: 'open', expected: 'answers' },
  { ...PLAIN, name: 'pool lb', expected: 'answers' },
  { ...PLAIN, name: 'one key', way: 'single', expected: 'answers' },
  { ...PLAIN, name: 'a client key', way: 'key', expected: 'answers' },
  { ...PLAIN, name: '429', steps: [HOURS], expected: 'answers' },
  { ...PLAIN, name: '529', steps: [{ kind: 'overload' }], expected: 'answers' },
  { ...PLAIN, name: '401', steps: [{ kind: 'refuse' }], expected: 'answers' },
  { ...PLAIN, name: '500', steps: [{ kind: 'fail', status: 500 }], expected: 'answers' },
  { ...PLAIN, name: 'error first', steps: [{ kind: 'error-first' }], expected: 'answers' },
  { ...PLAIN, name: 'breaks once', steps: [BROKEN], expected: 'either' },
  { ...PLAIN, name: 'always breaks', otherwise: BROKEN, expected: 'tells' },
  { ...PLAIN, name: 'all cool for hours', cooling: true, otherwise: HOURS, expected: 'tells' },
  { ...PLAIN, name: 'all refused', otherwise: { kind: 'refuse' }, expected: 'tells' },
  { ...PLAIN, name: 'a wrong client key', way: 'wrong key', expected: 'tells' },
  { ...PLAIN, name: 'not its model', way: 'key', limits: { models: ['other-*'] }, expected: 'tells' },
  { ...PLAIN, name: 'over budget', way: 'key', limits: { budget: { usd: 0.000001, per: 'day' } }, expected: 'tells' },
  {
    ...PLAIN,
    name: 'Ctrl-C',
    otherwise: { kind: 'ok', words: 400, everyMs: 100 },
    interrupted: true,
    expected: 'tells',
  },
]
