import type { AnswerEnd } from '../../src/gateway/answer-end.ts'
import type { Refused, Step } from '../../src/gateway/step.ts'
import type { Call } from '../../src/model/call.ts'
import type { LimitsTold } from '../../src/model/limit.ts'
import type { Asked } from './vendor.ts'

/** What a driver does next: a call may also be held. */
export type NextStep = Step | { readonly kind: 'wait'; readonly ms: number }

/** One call on its way, as the gateway's driver sees it: an Exchange, or what takes its place. */
export interface Exchanging {
  begin(now: number): NextStep
  /** What it was held for is over. */
  onWaited(now: number): NextStep
  onAnswered(limits: LimitsTold | null, now: number): void
  onRefused(refused: RefusedWith, now: number): NextStep
  onEnd(end: AnswerEnd, now: number): void
}

/** A refusal with what it tells of limits, as the Exchange takes it. */
export interface RefusedWith extends Pick<Refused, 'status' | 'refusal'> {
  /** Absent where it tells nothing. */
  readonly limits?: LimitsTold
}

/** One gateway's choice of accounts. */
export interface Chooser {
  /** `asked` is the truth, which a gateway cannot know. */
  open(call: Call, asked: Asked, now: number): Exchanging
  /** It is started anew, with what it had saved. */
  restart(now: number): void
}
