import { describe, expect, test } from 'vitest'
import type { Step } from '../../src/demo/step.ts'
import { askIn, PLAIN } from '../harness/calls.ts'
import type { Vendor } from '../harness/calls.ts'
import { countBeforeReturn } from '../harness/cooling.ts'
import { openStage } from '../harness/stage.ts'

/**
 * Contract §6, "What an answer means", row by row: the first of two keys always answers so, and is asked twelve times
 * if that means nothing, six times if it is one failure (after six of them the key is disabled), once if it is set
 * aside at once. `caller`: whether the caller gets the next key's answer or this one.
 */
interface Row {
  readonly row: string
  readonly vendors?: readonly Vendor[]
  readonly step: Step
  readonly account: 'nothing' | 'one failure' | 'set aside'
  readonly caller: 'next account' | number
}

const ALL: readonly Vendor[] = ['anthropic', 'gemini', 'openai']

const ROWS: readonly Row[] = [
  { row: '2xx', step: { kind: 'ok' }, account: 'nothing', caller: 200 },
  {
    row: '429 with retry-after',
    step: { kind: 'limit', retryAfter: '60' },
    account: 'set aside',
    caller: 'next account',
  },
  {
    row: '429 with a reset',
    step: { kind: 'limit', resetS: 60 },
    account: 'set aside',
    caller: 'next account',
  },
  { row: '429 with neither', step: { kind: 'limit' }, account: 'set aside', caller: 'next account' },
  {
    row: '429 with neither and x-should-retry: true',
    step: { kind: 'limit', shouldRetry: true },
    account: 'nothing',
    caller: 'next account',
  },
  { row: '402', step: { kind: 'credit', form: '402' }, account: 'set aside', caller: 'next account' },
  {
    row: '400 that speaks of credit',
    vendors: ['anthropic', 'openai'],
    step: { kind: 'credit', form: '400' },
    account: 'set aside',
    caller: 'next account',
  },
  {
    row: '429 that speaks of a spend limit',
    vendors: ['anthropic', 'openai'],
    step: { kind: 'credit', form: 'quota' },
    account: 'set aside',
    caller: 'next account',
  },
  { row: '529', step: { kind: 'overload' }, account: 'nothing', caller: 'next account' },
  ...[500, 502, 503, 504, 520].map((status): Row => {
    const step: Step = { kind: 'fail', status }
    const vendors: readonly Vendor[] = status === 500 ? ALL : ['anthropic']
    return { row: String(status), vendors, step, account: 'one failure', caller: 'next account' }
  }),
  ...[301, 302, 307].map((status): Row => {
    const headers = [['location', 'http://127.0.0.1:9/elsewhere']] as const
    const step: Step = { kind: 'raw', status, headers }
    return { row: String(status), vendors: ['anthropic'], step, account: 'nothing', caller: status }
  }),
  {
    row: '401, or a 400 that speaks of the credential',
    step: { kind: 'refuse' },
    account: 'set aside',
    caller: 'next account',
  },
  { row: '403', step: { kind: 'forbid' }, account: 'one failure', caller: 'next account' },
  ...[400, 404, 409, 413, 418, 422].map((status): Row => {
    const vendors: readonly Vendor[] = status === 400 ? ALL : ['anthropic']
    return { row: String(status), vendors, step: { kind: 'fail', status }, account: 'nothing', caller: status }
  }),
  {
    row: 'a code in the body says more than the status: overloaded_error with 500',
    vendors: ['anthropic'],
    step: {
      kind: 'raw',
      status: 500,
      headers: [['content-type', 'application/json']],
      body: '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
    },
    account: 'nothing',
    caller: 'next account',
  },
]

const CASES = ROWS.flatMap((row) => (row.vendors ?? ALL).map((vendor) => ({ ...row, vendor })))

/** Requests of the first and the second key, after twelve of the callers'. */
const HITS = {
  'next account': { nothing: [12, 12], 'one failure': [6, 12], 'set aside': [1, 12] },
  'passed on': { nothing: [6, 6], 'one failure': [6, 6], 'set aside': [1, 11] },
} as const

describe.each(CASES)('$row, $vendor', ({ vendor, step, account, caller }) => {
  test(`for the account: ${account}; for the caller: ${caller === 'next account' ? caller : 'passed on'}`, async () => {
    await using stage = await openStage({ [vendor]: 2, strategy: 'round-robin' })
    stage.always(1, step)
    const statuses = new Set<number>()
    for (let count = 0; count < 12; count += 1) {
      const told = await askIn(PLAIN[vendor], stage.lb)
      statuses.add(told.status)
      if (count === 0) expect(told.attempts).toBe(caller === 'next account' ? 2 : 1)
      if (count === 0) expect(told.account).toBe(caller === 'next account' ? 'key-2' : 'key-1')
    }
    const [first, second] = stage.keys.map((key) => stage.provider.received(key))
    const counted = [account === 'set aside' ? countBeforeReturn(first ?? []) : first?.length, second?.length]
    expect(counted).toEqual(HITS[caller === 'next account' ? caller : 'passed on'][account])
    expect(statuses).toEqual(new Set(caller === 'next account' ? [200] : [caller, 200]))
  })
})
