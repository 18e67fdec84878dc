import type { CallSize } from '../../model/call-size.ts'
import type { Usage } from '../../model/usage.ts'
import type { Conversation } from './conversation.ts'
import type { Draw, ExpectedDraw } from './draw.ts'
import { OutputSpread } from './output-spread.ts'

/** Models whose calls are remembered; callers name them. */
const MODELS_KEPT = 1_024
/** Before anything is known: English and code have some four bytes a token, JSON around them not counted. */
const BYTES_A_TOKEN = 4
/** As many bytes as that assumption is worth. */
const PRIOR_BYTES = 20_000
/** Of about so many bytes the newest count; those before fade. */
const MEMORY_BYTES = 5_000_000
/** The same of the time that answers took, ms: some two hundred of them. */
const MEMORY_MS = 3_000_000
/** Of a conversation that is known to go on, but not how much of it is cached: so much, as is usual. */
const USUALLY_CACHED = 0.85
const UNKNOWN_SIZE: CallSize = Object.freeze({ bytes: 0, maxOutput: null, signed: false })

interface ModelSizes {
  tokens: number
  bytes: number
  readonly outputs: OutputSpread
  /** Output of late, and the time that it took from sending to end, ms. */
  made: number
  tookMs: number
}

/** Estimates what calls will use, from what those before them did. */
export class SizeBook {
  readonly #models = new Map<string, ModelSizes>()
  /** What is assumed of models of which nothing is known. */
  readonly #assumed = createSizes()

  /** What a call takes of an account that has nothing of it cached. */
  cold(model: string | null, size: CallSize | null): ExpectedDraw {
    const { bytes, maxOutput } = size ?? UNKNOWN_SIZE
    const known = this.#models.get(model ?? '') ?? this.#assumed
    return {
      fresh: (bytes * known.tokens) / known.bytes,
      cached: 0,
      output: known.outputs.expect(maxOutput),
      speed: known.made / known.tookMs,
    }
  }

  /** What it takes of the account that its conversation is with. `cold` is what it takes elsewhere. */
  warm(
    model: string | null,
    of: { readonly size: CallSize | null; readonly cold: ExpectedDraw },
    known: Conversation,
  ): ExpectedDraw {
    const { bytes } = of.size ?? UNKNOWN_SIZE
    const { fresh: all, output, speed } = of.cold
    if (known.cached < 0) {
      const cached = all * USUALLY_CACHED
      return { fresh: all - cached, cached, output, speed }
    }
    // One of the very same length goes on from nothing: it may be another prompt altogether.
    if (known.tokens === 0 || bytes === known.bytes) return of.cold
    const sizes = this.#models.get(model ?? '') ?? this.#assumed
    const total = known.tokens + ((bytes - known.bytes) * sizes.tokens) / sizes.bytes
    const cached = Math.min(known.cached, total)
    return { fresh: Math.max(0, total - cached), cached, output, speed }
  }

  /** How a call came out. `bytes` is the length of its body. */
  learn(model: string | null, call: { readonly bytes: number; readonly tookMs: number }, usage: Usage): void {
    const known = this.#of(model)
    const { bytes, tookMs } = call
    const prompt = promptOf(usage)
    if (prompt > 0 && bytes > 0) {
      const fade = Math.exp(-bytes / MEMORY_BYTES)
      known.tokens = known.tokens * fade + prompt
      known.bytes = known.bytes * fade + bytes
    }
    if (usage.output === null) return
    known.outputs.add(usage.output)
    if (tookMs <= 0) return
    const fade = Math.exp(-tookMs / MEMORY_MS)
    known.made = known.made * fade + usage.output
    known.tookMs = known.tookMs * fade + tookMs
  }

  /** Only models that vendors serve are kept: callers may name any. */
  #of(model: string | null): ModelSizes {
    const name = model ?? ''
    const known = this.#models.get(name)
    if (known !== undefined) return known
    if (this.#models.size >= MODELS_KEPT) this.#models.clear()
    const fresh = createSizes()
    this.#models.set(name, fresh)
    return fresh
  }
}

function createSizes(): ModelSizes {
  return {
    tokens: PRIOR_BYTES / BYTES_A_TOKEN,
    bytes: PRIOR_BYTES,
    outputs: new OutputSpread(),
    made: 600,
    tookMs: 12_000,
  }
}

/** What a call took, as its vendor counted. */
export function toDraw(usage: Usage): Draw {
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = usage
  const fresh = (input ?? 0) + (cacheWrite5m ?? 0) + (cacheWrite1h ?? 0)
  return { fresh, cached: cacheRead ?? 0, output: output ?? 0 }
}

function promptOf(usage: Usage): number {
  const { fresh, cached } = toDraw(usage)
  return fresh + cached
}
