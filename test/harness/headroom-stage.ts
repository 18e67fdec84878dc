import { expect } from 'vitest'
import type { HeaderList, Step } from '../../src/demo/step.ts'
import { ask } from './ask.ts'
import type { Ask, Told } from './ask.ts'
import type { JsonRecord } from './json.ts'
import { isRecord, toRecord } from './json.ts'
import { openStage } from './stage.ts'
import type { Stage, StagePlan } from './stage.ts'

/** A gateway whose pool `lb` chooses by what is left of its accounts' limits. */
export function openHeadroom(plan: StagePlan = {}): Promise<Stage> {
  return openStage({ strategy: 'headroom', ...plan })
}

/** What Anthropic's headers say of one account. */
export interface ToldLimits {
  /** Whose they are; by default nobody's. */
  readonly organization?: string
  /** How many a minute, and what of them is left. */
  readonly requests?: readonly [limit: number, left: number]
  readonly input?: readonly [limit: number, left: number]
  readonly output?: readonly [limit: number, left: number]
  /** A plan's window of 5 hours: the share that is used, 0..1, and seconds until it begins anew. */
  readonly plan?: readonly [used: number, resetS: number]
}

const NAMES = { requests: 'requests', input: 'input-tokens', output: 'output-tokens' } as const

/** A sound answer whose headers say so. */
export function saying(told: ToldLimits, step: Step = { kind: 'ok' }): Step {
  return { ...step, limitHeaders: toHeaders(told) }
}

/** The vendor tells nothing of limits. */
export const SILENT: Step = { kind: 'ok', limitHeaders: [] }

function toHeaders(told: ToldLimits): HeaderList {
  const headers: (readonly [string, string])[] = []
  if (told.organization !== undefined) headers.push(['anthropic-organization-id', told.organization])
  for (const meter of ['requests', 'input', 'output'] as const) {
    const limit = told[meter]
    if (limit === undefined) continue
    const [capacity, left] = limit
    const fullAt = Date.now() + ((capacity - left) / capacity) * 60_000
    const name = `anthropic-ratelimit-${NAMES[meter]}`
    headers.push([`${name}-limit`, String(capacity)], [`${name}-remaining`, String(left)])
    headers.push([`${name}-reset`, new Date(fullAt).toISOString()])
  }
  if (told.plan !== undefined) {
    const [used, resetS] = told.plan
    const name = 'anthropic-ratelimit-unified-5h'
    headers.push(['anthropic-ratelimit-unified-status', 'allowed'], [`${name}-status`, 'allowed'])
    headers.push([`${name}-utilization`, String(used)])
    headers.push([`${name}-reset`, String(Math.ceil(Date.now() / 1000) + resetS)])
  }
  return headers
}

/** One call of a conversation, from its sending until all that it told is known: the Worker hears of that a little later. */
export async function turn(stage: Stage, conversation: string, extra: object = {}): Promise<Told> {
  const told = await stage.message(extra, of(conversation))
  await traceOf(stage, told)
  return told
}

/** What names a conversation in a call's headers. */
export function of(conversation: string, asked: Ask = {}): Ask {
  return { ...asked, headers: ['x-claude-code-session-id', conversation, ...(asked.headers ?? [])] }
}

/** The row and trace of a call, once it is there. */
export async function traceOf({ gateway }: Stage, { headers }: Pick<Told, 'headers'>): Promise<JsonRecord> {
  const url = `${gateway.url}/api/requests/${headers['x-claudeflare-request-id']}`
  let row: JsonRecord = {}
  await expect
    .poll(async () => {
      const { status, text } = await ask(url)
      if (status === 200) row = toRecord(text)
      return status
    })
    .toBe(200)
  return row
}

/** The attempts of a call, as its trace tells them. */
export async function attemptsOf(stage: Stage, told: Pick<Told, 'headers'>): Promise<readonly JsonRecord[]> {
  const { attempts } = await traceOf(stage, told)
  return Array.isArray(attempts) ? attempts.filter(isRecord) : []
}

/** How many calls vendors have refused for a limit. */
export function refusals({ provider }: Stage): number {
  return provider.received().filter(({ step }) => step === 'limit').length
}
