import type { Chance } from './chance.ts'
import { createChance, medianOf } from './chance.ts'
import type { AgentShape, Lognormal, ModelShape, WorkloadShape } from './world.ts'

/** One call and what follows it. Tokens and ms. */
export interface Turn {
  readonly prompt: number
  readonly output: number
  readonly firstByteMs: number
  /** From the answer's end to the thread's next turn. */
  readonly thinkMs: number
  /** Start with the answer's end. */
  readonly agents: readonly Thread[]
}

/** Turns one after the other, of which each prompt begins with the one before. */
export interface Thread {
  /** Of its cache. */
  readonly id: string
  readonly turns: readonly Turn[]
}

export interface Conversation {
  /** Its sub-agents share it. */
  readonly session: string
  readonly model: string
  /** Of its text. */
  readonly bytesPerToken: number
  readonly main: Thread
}

/** Which of the endless many: the same for every strategy. */
export interface Origin {
  readonly seed: number
  readonly index: number
  /** See `Nuisances`. */
  readonly bytesOff: number
}

/** Apart from the streams of other draws of one seed. */
const FIRST_STREAM = 1_000

/** Everything that a conversation will say, if it is answered. */
export function createConversation(shape: WorkloadShape, { seed, index, bytesOff }: Origin): Conversation {
  const chance = createChance(seed, FIRST_STREAM + index)
  const session = `session-${index}`
  const model = drawModel(shape.models, chance)
  const bytesPerToken = shape.bytesPerToken * chance.between(1 - bytesOff, 1 + bytesOff)
  const count = chance.whole(shape.turns.least, shape.turns.most)
  const turns: Turn[] = []
  let prompt = tokens(chance, shape.firstPrompt)
  for (let turn = 0; turn < count && prompt <= shape.mostPrompt; turn++) {
    const output = drawOutput(shape, model, chance)
    const isPause = chance.hits(shape.pause.share)
    turns.push({
      prompt,
      output,
      firstByteMs: chance.whole(shape.firstByteMs.least, shape.firstByteMs.most),
      thinkMs: isPause ? chance.whole(shape.pause.ms.least, shape.pause.ms.most) : tokens(chance, shape.think),
      agents: chance.hits(shape.agents.share)
        ? Array.from({ length: shape.agents.count }, (_, agent) =>
            createAgent(shape, { id: `${session}/${turn}.${agent}`, model, chance }),
          )
        : [],
    })
    prompt += output + tokens(chance, shape.added)
  }
  return { session, model: model.name, bytesPerToken, main: { id: session, turns } }
}

interface AgentPlan {
  readonly id: string
  readonly model: ModelShape
  readonly chance: Chance
}

function createAgent(shape: WorkloadShape, { id, model, chance }: AgentPlan): Thread {
  const { firstPrompt, turns: count, think }: AgentShape = shape.agents
  const turns: Turn[] = []
  let prompt = firstPrompt
  for (let turn = 0; turn < count; turn++) {
    const output = drawOutput(shape, model, chance)
    const firstByteMs = chance.whole(shape.firstByteMs.least, shape.firstByteMs.most)
    turns.push({ prompt, output, firstByteMs, thinkMs: tokens(chance, think), agents: [] })
    prompt += output + tokens(chance, shape.added)
  }
  return { id, turns }
}

function drawModel(models: readonly ModelShape[], chance: Chance): ModelShape {
  let rest = chance.next()
  for (const model of models) {
    rest -= model.share
    if (rest < 0) return model
  }
  throw new Error('the shares of the models do not make 1')
}

/** Tokens of one answer. */
function drawOutput(shape: WorkloadShape, { outputFactor }: Pick<ModelShape, 'outputFactor'>, chance: Chance): number {
  const { output, long, maxOutput } = shape
  const longMean = long.median * Math.exp((long.sigma * long.sigma) / 2)
  const usualMean = (output.mean - long.share * longMean) / (1 - long.share)
  const drawn = chance.hits(long.share)
    ? chance.around(long.median, long.sigma)
    : chance.around(medianOf(usualMean, output.sigma), output.sigma)
  return Math.min(maxOutput, Math.ceil(drawn * outputFactor))
}

function tokens(chance: Chance, { median, sigma }: Lognormal): number {
  return Math.ceil(chance.around(median, sigma))
}
