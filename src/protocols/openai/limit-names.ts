import type { LimitMeter } from '../../model/limit.ts'
import { type LimitHeader, type LimitPart, type LimitWords, rememberNames } from '../limit-headers.ts'
import { tableOf } from '../table-of.ts'

/** What the name of a limit says. */
export interface LimitNamed {
  /** What stands after `x-ratelimit-limit-`: `requests`, `tokens-minute`, `project-tokens`; `all` where nothing does. */
  readonly name: string
  readonly meter: LimitMeter
  /** `null` where the name does not say. */
  readonly windowMs: number | null
  readonly countsCached: boolean
}

const RATE_LIMIT = /^x-ratelimit-(limit|remaining|reset)(?:-(.+))?$/
const PARTS = tableOf<LimitPart>({ limit: 'capacity', remaining: 'left', reset: 'reset' })
const WINDOWS_MS = tableOf<number>({ second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 })

const SHORTEST = 'openai-project'.length
const LOWER_X = 120
const LOWER_R = 114
const LOWER_O = 111
const LOWER_P = 112

/**
 * The headers of OpenAI and of vendors that speak as it does. What stands after `x-ratelimit-limit` differs: `-requests`
 * and `-tokens` (OpenAI, Groq, xAI), `-project-tokens` (OpenAI), `-tokens-minute` (Cerebras), `-req-minute` (Mistral),
 * `-tokens-prompt` (Fireworks), nothing (OpenRouter).
 */
export const OPENAI_LIMIT_WORDS: LimitWords<LimitNamed> = {
  mayTell(name) {
    if (name.length < SHORTEST) return false
    const first = name.charCodeAt(0) | 32
    if (first === LOWER_X) return (name.charCodeAt(2) | 32) === LOWER_R
    return first === LOWER_O && (name.charCodeAt(1) | 32) === LOWER_P
  },
  read: rememberNames(readName),
}

function readName(header: string): LimitHeader<LimitNamed> | null {
  if (header === 'openai-organization') return { kind: 'organization' }
  if (header === 'openai-project') return { kind: 'project' }
  const [, said = '', counted = ''] = RATE_LIMIT.exec(header) ?? []
  const part = PARTS[said]
  const meter = meterOf(counted)
  if (part === undefined || meter === null) return null
  const windowMs = counted.split('-').reduce<number | null>((ms, word) => WINDOWS_MS[word] ?? ms, null)
  const countsCached = !counted.includes('cache-adjusted')
  return { kind: 'limit', about: { name: counted === '' ? 'all' : counted, meter, windowMs, countsCached }, part }
}

/** `null` where it counts what calls do not tell: images, seconds of audio. */
function meterOf(counted: string): LimitMeter | null {
  if (/token/.test(counted)) {
    if (/prompt|input/.test(counted)) return 'input'
    return /generated|output|completion/.test(counted) ? 'output' : 'tokens'
  }
  return counted === '' || /^req|-req/.test(counted) ? 'requests' : null
}
