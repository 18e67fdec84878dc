import type { AnswerEnd } from '../../src/gateway/answer-end.ts'
import type { Refused, Step } from '../../src/gateway/step.ts'
import type { Call } from '../../src/model/call.ts'
import type { LimitsTold } from '../../src/model/limit.ts'
import type { Asked } from './vendor.ts'

/** One call on its way, as the gateway's driver sees it: an Exchange, or what takes its place. */
export interface Exchanging {
  begin(now: number): Step
  /** What it was held for is over. */
  onWaited(now: number): Step
  onAnswered(limits: LimitsTold | null, now: number): void
  onRefused(refused: Refused, now: number): Step
  onEnd(end: AnswerEnd, now: number): void
}

/** One gateway's choice of accounts. */
export interface Chooser {
  /** `asked` is the truth, which a gateway cannot know. */
  open(call: Call, asked: Asked, now: number): Exchanging
  /** It is started anew, with what it had saved. */
  restart(now: number): void
}
