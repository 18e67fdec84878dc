import type { Protocol } from '../model/protocol.ts'
import type { FakeLimits, FakeUsage } from './step.ts'

/** What a bucket of a key counts. `tokens` is input of all kinds and output together. */
export type QuotaMeter = 'requests' | 'input' | 'output' | 'tokens'

const QUOTA_METERS: readonly QuotaMeter[] = ['requests', 'input', 'output', 'tokens']

/** One bucket as it stands. */
export interface QuotaState {
  readonly meter: QuotaMeter
  /** A minute. */
  readonly capacity: number
  /** May be less than nothing: output is counted after the fact. */
  readonly left: number
  /** Ms until it is full. */
  readonly fullInMs: number
}

/** What becomes of a call: it is served, or a bucket refuses it. */
export interface QuotaTold {
  readonly organization: string
  readonly states: readonly QuotaState[]
  /** Which bucket has too little, and how long until it has enough, ms; `null` where the call is served. */
  readonly refusal: { readonly by: QuotaState; readonly waitMs: number } | null
}

/** A call as its key's buckets count it. */
export interface QuotaAsk {
  readonly key: string
  readonly limits: FakeLimits
  readonly protocol: Protocol
  readonly usage: Required<Pick<FakeUsage, 'input' | 'output' | 'cacheRead'>>
}

/** The true counters of all keys: they refill evenly, from empty to full in a minute. */
export interface Quotas {
  /** Draws what a call costs, or nothing where it is refused. */
  take(ask: QuotaAsk): QuotaTold
  /** What is left, without drawing. */
  look(ask: Pick<QuotaAsk, 'key' | 'limits'>): QuotaTold
  clear(): void
}

interface Bucket {
  left: number
  /** Epoch ms of the last refill. */
  at: number
}

const MINUTE_MS = 60_000

export function createQuotas(now: () => number): Quotas {
  const buckets = new Map<string, Bucket>()
  const organizations = new Map<string, string>()

  function organizationOf(key: string, limits: FakeLimits): string {
    if (limits.organization !== undefined) return limits.organization
    const known = organizations.get(key)
    if (known !== undefined) return known
    const fresh = `00000000-0000-4000-8000-${String(organizations.size + 1).padStart(12, '0')}`
    organizations.set(key, fresh)
    return fresh
  }

  function bucketOf(organization: string, meter: QuotaMeter, capacity: number): Bucket {
    const name = `${meter} ${organization}`
    const at = now()
    const bucket = buckets.get(name) ?? { left: capacity, at }
    bucket.left = Math.min(capacity, bucket.left + ((at - bucket.at) / MINUTE_MS) * capacity)
    bucket.at = at
    buckets.set(name, bucket)
    return bucket
  }

  function statesOf(organization: string, limits: FakeLimits): QuotaState[] {
    return QUOTA_METERS.flatMap((meter) => {
      const capacity = limits[meter]
      if (capacity === undefined) return []
      const { left } = bucketOf(organization, meter, capacity)
      return [{ meter, capacity, left, fullInMs: ((capacity - left) / capacity) * MINUTE_MS }]
    })
  }

  function draw(organization: string, { limits, ...ask }: QuotaAsk, meters: readonly QuotaMeter[]): void {
    for (const meter of meters) {
      const capacity = limits[meter]
      if (capacity !== undefined) bucketOf(organization, meter, capacity).left -= costOf(meter, ask)
    }
  }

  return {
    take(ask) {
      const organization = organizationOf(ask.key, ask.limits)
      const states = statesOf(organization, ask.limits)
      const refusal = refusalOf(states, ask)
      if (refusal !== null) return { organization, states, refusal }
      draw(organization, ask, ['requests', 'input', 'tokens'])
      const told = { organization, states: statesOf(organization, ask.limits), refusal }
      // An answer's head is sent before there is any output that could be counted in it.
      draw(organization, ask, ['output'])
      return told
    },
    look({ key, limits }) {
      const organization = organizationOf(key, limits)
      return { organization, states: statesOf(organization, limits), refusal: null }
    },
    clear() {
      buckets.clear()
      organizations.clear()
    },
  }
}

/** The bucket that has enough last. One that is asked for more than it holds serves the call when it is full. */
function refusalOf(states: readonly QuotaState[], ask: Omit<QuotaAsk, 'limits'>): QuotaTold['refusal'] {
  let refusal: QuotaTold['refusal'] = null
  for (const by of states) {
    const needed = Math.min(by.capacity, by.meter === 'output' ? 1 : costOf(by.meter, ask))
    const waitMs = ((needed - by.left) / by.capacity) * MINUTE_MS
    if (waitMs > 0 && (refusal === null || waitMs > refusal.waitMs)) refusal = { by, waitMs }
  }
  return refusal
}

/** Anthropic does not count what is read from a cache, the others do. */
function costOf(meter: QuotaMeter, { protocol, usage }: Omit<QuotaAsk, 'limits'>): number {
  switch (meter) {
    case 'requests':
      return 1
    case 'input':
      return usage.input + (protocol === 'anthropic' ? 0 : usage.cacheRead)
    case 'output':
      return usage.output
    case 'tokens':
      return usage.input + usage.cacheRead + usage.output
  }
}
