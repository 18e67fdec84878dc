import type { AttemptRow, RequestRow } from '../model/ledger.ts'
import type { Usage } from '../model/usage.ts'
import { type Label, toLabels } from './metrics-labels.ts'
import type { ResultLabel } from './metrics-names.ts'
import { toAttemptError, toErrorType, toOperationName, toProviderName, toStatusClass } from './metrics-names.ts'
import type { Points, Spread, Value } from './metrics-points.ts'

/** Where the requests that are alike in every label are counted: found once, then a few additions a request. */
export class RequestCell {
  readonly #points: Points
  readonly #own: readonly Label[]
  readonly #labels: string
  readonly #requests: Value
  readonly #duration: Spread
  readonly #tokens: TokenCells
  #input: Spread | null = null
  #output: Spread | null = null
  #firstToken: Spread | null = null
  #perToken: Spread | null = null
  /** By account and what came of it. */
  readonly attempts = new Map<string, AttemptCell>()

  /** `model` is what its label says. */
  constructor(points: Points, row: RequestRow, model: string | null) {
    this.#points = points
    this.#own = [
      ['pool', row.pool],
      ['provider', row.provider],
      ['model', model],
    ]
    const gen = genAiLabels(row, row.provider, model)
    this.#labels = toLabels(gen)
    const { pool, protocol, end, error } = row
    this.#requests = points.value(
      'claudeflare_requests',
      toLabels([
        ['pool', pool],
        ['protocol', protocol],
        ['status', toStatusClass(row.status)],
        ['end', end],
        ['error', error],
      ]),
    )
    const whole = toLabels([...gen, ['error_type', toErrorType(row)]])
    this.#duration = points.spread('gen_ai_server_request_duration_seconds', whole)
    this.#tokens = new TokenCells((kind) =>
      points.value('claudeflare_tokens', toLabels([...this.#own, ['kind', kind]])),
    )
  }

  add(row: RequestRow): void {
    this.#requests.value += 1
    this.#duration.observe(row.durationMs)
    const { usage, firstByteMs } = row
    if (usage.input !== null || usage.output !== null) this.#addUsage(usage)
    if (row.stream && row.end === 'ok' && firstByteMs !== null) this.#addStream(row, firstByteMs)
  }

  #addUsage(usage: Usage): void {
    this.#tokens.add(usage)
    if (usage.input !== null) {
      this.#input ??= this.#spreadOfTokens('input')
      const cached = (usage.cacheRead ?? 0) + (usage.cacheWrite5m ?? 0) + (usage.cacheWrite1h ?? 0)
      this.#input.observe(usage.input + cached)
    }
    if (usage.output !== null) {
      this.#output ??= this.#spreadOfTokens('output')
      this.#output.observe(usage.output)
    }
  }

  #addStream(row: RequestRow, firstByteMs: number): void {
    this.#firstToken ??= this.#points.spread('gen_ai_server_time_to_first_token_seconds', this.#labels)
    this.#firstToken.observe(firstByteMs)
    const { output } = row.usage
    if (output === null || output < 2) return
    this.#perToken ??= this.#points.spread('gen_ai_server_time_per_output_token_seconds', this.#labels)
    this.#perToken.observe((row.durationMs - firstByteMs) / (output - 1))
  }

  #spreadOfTokens(type: 'input' | 'output'): Spread {
    return this.#points.spread('gen_ai_client_token_usage', `${this.#labels},gen_ai_token_type="${type}"`)
  }
}

/** Where the attempts are counted that are alike in every label. */
export class AttemptCell {
  readonly #attempts: Value
  readonly #duration: Spread
  readonly #limits: Value | null
  readonly #failovers: () => Value
  #failover: Value | null = null
  readonly #tokens: TokenCells

  constructor(points: Points, row: RequestRow, of: AttemptLabels) {
    const { account, provider, model, result, status } = of
    const own: Label[] = [
      ['pool', row.pool],
      ['account', account],
    ]
    const labels = toLabels(own)
    this.#attempts = points.value(
      'claudeflare_attempts',
      toLabels([...own, ['provider', provider], ['result', result]]),
    )
    const gen: Label[] = [...genAiLabels(row, provider, model), ['error_type', toAttemptError(result, status)]]
    this.#duration = points.spread('gen_ai_client_operation_duration_seconds', toLabels(gen))
    const isLimit = result === 'limit' || result === 'credit'
    this.#limits = isLimit ? points.value('claudeflare_limits_met', labels) : null
    this.#failovers = () => points.value('claudeflare_failovers', labels)
    this.#tokens = new TokenCells((kind) =>
      points.value('claudeflare_account_tokens', toLabels([...own, ['kind', kind]])),
    )
  }

  /** `next` is the attempt after it. */
  add(attempt: AttemptRow, next: AttemptRow | null): void {
    this.#attempts.value += 1
    this.#duration.observe(attempt.tookMs)
    if (this.#limits !== null) this.#limits.value += 1
    // The same account again, after its token was renewed, is no failover.
    if (next !== null && next.accountId !== attempt.accountId) (this.#failover ??= this.#failovers()).value += 1
  }

  /** The caller got its answer, and this is what it used. */
  addUsage(usage: Usage): void {
    if (usage.input !== null || usage.output !== null) this.#tokens.add(usage)
  }
}

/** What the labels of an attempt say. */
interface AttemptLabels {
  readonly account: string
  readonly provider: string | null
  readonly model: string | null
  readonly result: ResultLabel
  readonly status: number | null
}

type TokenKind = 'input' | 'output' | 'cache_read' | 'cache_write_5m' | 'cache_write_1h'

/** Tokens by kind, each token in one of them; no line before there are any. */
class TokenCells {
  readonly #valueOf: (kind: TokenKind) => Value
  #kinds: Readonly<Record<TokenKind, Value>> | null = null

  constructor(valueOf: (kind: TokenKind) => Value) {
    this.#valueOf = valueOf
  }

  add(usage: Usage): void {
    const kinds = (this.#kinds ??= this.#make())
    kinds.input.value += usage.input ?? 0
    kinds.output.value += usage.output ?? 0
    kinds.cache_read.value += usage.cacheRead ?? 0
    kinds.cache_write_5m.value += usage.cacheWrite5m ?? 0
    kinds.cache_write_1h.value += usage.cacheWrite1h ?? 0
  }

  #make(): Readonly<Record<TokenKind, Value>> {
    return {
      input: this.#valueOf('input'),
      output: this.#valueOf('output'),
      cache_read: this.#valueOf('cache_read'),
      cache_write_5m: this.#valueOf('cache_write_5m'),
      cache_write_1h: this.#valueOf('cache_write_1h'),
    }
  }
}

/** What OpenTelemetry's conventions ask of every metric of theirs, and whose pool it is. */
function genAiLabels(row: RequestRow, provider: string | null, model: string | null): Label[] {
  return [
    ['pool', row.pool],
    ['gen_ai_operation_name', toOperationName(row)],
    ['gen_ai_provider_name', toProviderName(provider)],
    ['gen_ai_request_model', model],
  ]
}
