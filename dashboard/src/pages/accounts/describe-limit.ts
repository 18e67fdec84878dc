import type { AccountRow } from '../../../../src/admin/contract.ts'

export type Limit = AccountRow['limits'][number]

export interface LimitShown {
  /** `requests · sonnet-5`, `5 h window`, `7 d window · opus` */
  readonly label: string
  /** Shares of the limit, 0 to 1: what is used, and what calls under way are expected to take yet. */
  readonly used: number
  readonly reserved: number
  /** When it is full again, epoch ms; `null` where that is not known, or it is full. */
  readonly resetsAt: number | null
  /** How it comes back: all at once, or evenly. */
  readonly back: 'resets' | 'refills'
  /** From refusals alone: its size is a guess. */
  readonly isGuess: boolean
}

const HARDLY_USED = 0.01

/** A limit as a gauge shows it. What is reserved counts as used in `utilization`: here they are apart. */
export function describeLimit(limit: Limit): LimitShown {
  const reserved = limit.capacity > 0 ? Math.min(limit.reserved / limit.capacity, limit.utilization) : 0
  return {
    label: labelOf(limit),
    used: limit.utilization - reserved,
    reserved,
    // What refills is full in a moment where next to nothing is used.
    resetsAt: limit.refills && limit.utilization < HARDLY_USED ? null : limit.resetsAt,
    back: limit.refills ? 'refills' : 'resets',
    isGuess: limit.learned,
  }
}

/** Those that are used most come first: they are the ones that an account meets. */
export function byUse(limits: readonly Limit[]): readonly Limit[] {
  return limits.toSorted((a, b) => b.utilization - a.utilization)
}

const METERS = {
  requests: 'requests',
  tokens: 'tokens',
  input: 'input tokens',
  output: 'output tokens',
  share: 'use',
} as const satisfies Record<Limit['meter'], string>

function labelOf({ name, meter, model }: Limit): string {
  const [, length, unit, family] = /^unified-(\d+)([mhd])(?:_(.+))?$/.exec(name) ?? []
  // Gemini's: `generaterequestsperminuteperprojectpermodel`.
  const [, period] = /^generate.+per(minute|day)/.exec(name) ?? []
  const plain = period === undefined ? name.replace(/^learned-/, '') : `${METERS[meter]} a ${period}`
  const what = length === undefined ? plain : `${length} ${unit === 'm' ? 'min' : unit} window`
  const whose = model ?? family
  return whose === undefined ? what : `${what} · ${whose}`
}
