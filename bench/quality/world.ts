import type { Nuisances } from './nuisances.ts'
import { QUIET } from './nuisances.ts'

/** Everything that shapes a run but its strategy, its load and its seed. Times are ms, amounts tokens. */
export interface World {
  readonly vendor: VendorRules
  readonly workload: WorkloadShape
  readonly callers: CallerHabits
  readonly nuisances: Nuisances
  /** How long it lasts, and how much of it, from the start, is not counted. */
  readonly lengthMs: number
  readonly warmUpMs: number
  /** How long a call may be held for room, by the strategies that hold. */
  readonly maxHoldMs: number
}

/** What a vendor allows, and how long it takes. */
export interface VendorRules {
  readonly accounts: number
  /** How many accounts belong to one organisation and share its limits. */
  readonly accountsPerGroup: number
  /** A minute, of each organisation. */
  readonly requests: number
  readonly input: number
  readonly output: number
  readonly cacheMs: number
  /** From sending to the answer that refuses. */
  readonly refusalMs: number
  readonly tokensPerSecond: number
}

export interface WorkloadShape {
  /** The first prompt of a conversation: lognormal. */
  readonly firstPrompt: Lognormal
  /** What comes to a prompt each turn beside the answer before. */
  readonly added: Lognormal
  /** A conversation ends before its prompt would be larger. */
  readonly mostPrompt: number
  readonly turns: Span
  /** Of a model whose `outputFactor` is 1, in the mean, the long ones included. */
  readonly output: { readonly mean: number; readonly sigma: number }
  readonly long: { readonly share: number; readonly median: number; readonly sigma: number }
  readonly maxOutput: number
  readonly firstByteMs: Span
  readonly think: Lognormal
  /** A share of turns is thought about for longer than a cache lives. */
  readonly pause: { readonly share: number; readonly ms: Span }
  /** Of one family, whose name their names contain. */
  readonly models: readonly ModelShape[]
  /** Times `factor` as many conversations begin for `forMs` of every `everyMs`. */
  readonly burst: { readonly factor: number; readonly forMs: number; readonly everyMs: number }
  readonly agents: AgentShape
  readonly bytesPerToken: number
}

/** Of a share of turns some sub-agents start together: threads of their own that share the session's id. */
export interface AgentShape {
  readonly share: number
  readonly count: number
  readonly firstPrompt: number
  readonly turns: number
  readonly think: Lognormal
}

export interface ModelShape {
  readonly name: string
  readonly share: number
  readonly outputFactor: number
}

export interface Lognormal {
  readonly median: number
  readonly sigma: number
}

interface Span {
  readonly least: number
  readonly most: number
}

/** How vendors' SDKs behave, and who uses them. */
export interface CallerHabits {
  readonly retries: number
  /** Where no answer says how long to wait: so long, doubling, up to a quarter of it less by chance. */
  readonly firstWaitMs: number
  /** A conversation is given up after so many failed calls in a row. */
  readonly patience: number
}

/** What the limits of models `claude-sonnet-5…` are told for. */
export const FAMILY = 'sonnet-5'
export const MINUTE_MS = 60_000

export const USUAL_WORLD: World = {
  vendor: {
    accounts: 6,
    accountsPerGroup: 1,
    requests: 50,
    input: 50_000,
    output: 10_000,
    cacheMs: 300_000,
    refusalMs: 150,
    tokensPerSecond: 80,
  },
  workload: {
    // So that prompts of main threads have 25,000 tokens in the mean, and grow by 2,300 a turn with the answer before.
    firstPrompt: { median: 3_500, sigma: 0.5 },
    added: { median: 1_360, sigma: 0.5 },
    mostPrompt: 48_000,
    turns: { least: 16, most: 30 },
    output: { mean: 800, sigma: 0.7 },
    long: { share: 0.05, median: 4_000, sigma: 0.25 },
    maxOutput: 8_000,
    firstByteMs: { least: 1_000, most: 2_000 },
    think: { median: 15_000, sigma: 0.9 },
    pause: { share: 0.01, ms: { least: 305_000, most: 900_000 } },
    models: [
      { name: 'claude-sonnet-5', share: 0.8, outputFactor: 0.85 },
      { name: 'claude-sonnet-5-deep', share: 0.2, outputFactor: 1.6 },
    ],
    burst: { factor: 3, forMs: 30_000, everyMs: 300_000 },
    agents: { share: 0.02, count: 2, firstPrompt: 4_000, turns: 2, think: { median: 2_000, sigma: 0.5 } },
    bytesPerToken: 4,
  },
  callers: { retries: 2, firstWaitMs: 500, patience: 3 },
  nuisances: QUIET,
  lengthMs: 360 * MINUTE_MS,
  warmUpMs: 10 * MINUTE_MS,
  maxHoldMs: 2_000,
}
