import type { Ask } from '../choice.ts'
import type { Exclusion } from '../exclusion.ts'
import type { Lane } from '../lane.ts'
import type { Conversation } from './conversation.ts'
import type { ExpectedDraw } from './draw.ts'
import type { Placing } from './room.ts'

/** A call that is being placed. */
export interface Caller {
  readonly lane: Lane
  readonly ask: Ask
  readonly exclusion: Exclusion | null
  readonly placing: Placing
  /** What it takes of an account that knows nothing of its conversation. */
  readonly cold: ExpectedDraw
  readonly known: Conversation | null
}
