import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { PROTOCOLS } from '../../src/model/protocol.ts'
import { sayText, USUAL_WORDS } from '../../src/demo/words.ts'
import { askIn, PLAIN } from '../../test/harness/calls.ts'
import { ADMIN_ENV, makeKey } from '../../test/harness/client-keys.ts'
import { UUID } from '../../test/harness/settings.ts'
import type { Stage } from '../../test/harness/stage.ts'
import { openStage, toCanary } from '../../test/harness/stage.ts'
import type { Agent, Connection } from './agents.ts'
import type { Trial } from './trials.ts'

export interface Tried {
  readonly isGood: boolean
  readonly seconds: number
  /** Requests that reached the vendors. */
  readonly asked: number
  /** The last of what it said. */
  readonly words: string
}

interface Ended {
  readonly code: number | null
  readonly said: string
}

/** Longer than an agent tries again by itself where the vendor is out of order for a moment. */
const PATIENCE_MS = 240_000
const ANSWER = sayText(USUAL_WORDS)
/** More than half of the pieces of an answer. */
const HALF = sayText(3)

const IS_AS_EXPECTED: Readonly<Record<Trial['expected'], (answered: boolean, told: boolean) => boolean>> = {
  answers: (answered) => answered,
  tells: (_answered, told) => told,
  either: (answered, told) => answered || told,
}

/** Runs an agent once, in a home of its own, against a gateway of its own. */
export async function runTrial(programs: string, agent: Agent, trial: Trial): Promise<Tried> {
  const accounts = PROTOCOLS.flatMap((provider) =>
    [11, 12, 13].map((number) => ({ name: `${provider}-${number}`, provider, api_key: toCanary(provider, number) })),
  )
  const env = trial.way === 'key' || trial.way === 'wrong key' ? ADMIN_ENV : {}
  await using stage = await openStage({ anthropic: 3, gemini: 3, openai: 3, env, config: { accounts } })
  stage.provider.on('*').script(trial.steps).otherwise(trial.otherwise)
  if (trial.cooling) for (const vendor of PROTOCOLS) await askIn(PLAIN[vendor], stage.lb)
  const home = await mkdtemp(join(tmpdir(), 'cf-agent-home-'))
  const began = performance.now()
  try {
    const { code, said } = await runAgent({ programs, home, stage, agent, trial })
    const seconds = (performance.now() - began) / 1000
    const answered = code === 0 && said.includes(ANSWER)
    const told = code !== null && (code !== 0 || !said.includes(HALF)) && !said.includes(ANSWER)
    const isGood = trial.interrupted ? await isHungUpOn(stage) : IS_AS_EXPECTED[trial.expected](answered, told)
    const words = said.trim().replace(/\s+/g, ' ').slice(-300)
    return { isGood, seconds, asked: stage.provider.counts().total, words: `${code ?? 'ended by a signal'}: ${words}` }
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

interface Run {
  readonly programs: string
  readonly home: string
  readonly stage: Stage
  readonly agent: Agent
  readonly trial: Trial
}

async function runAgent({ programs, home, stage, agent, trial }: Run): Promise<Ended> {
  const { env, files, words } = agent.connect(await toConnection(stage, trial))
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(home, path)), { recursive: true })
    await writeFile(join(home, path), content)
  }
  const folder = join(home, 'project')
  await mkdir(folder)
  const [program = '', ...rest] = words
  const path = [programs, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter)
  const child = spawn(join(programs, program), rest, {
    cwd: folder,
    env: { PATH: path, HOME: home, TERM: 'dumb', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, said })))
  const kill = (signal: NodeJS.Signals) => child.pid !== undefined && process.kill(-child.pid, signal)
  const giveUp = setTimeout(() => kill('SIGKILL'), PATIENCE_MS)
  if (trial.interrupted) {
    while (stage.provider.counts().total === 0 && child.exitCode === null) await pause(50)
    await pause(2000)
    kill('SIGINT')
  }
  const end = await ended
  clearTimeout(giveUp)
  return end
}

async function toConnection(stage: Stage, { way, limits }: Trial): Promise<Connection> {
  switch (way) {
    case 'open':
      return { base: stage.gateway.url, key: 'unused' }
    case 'lb':
      return { base: stage.lb, key: 'unused' }
    case 'single':
      return { base: `${stage.gateway.url}/${UUID}`, key: 'unused' }
    case 'wrong key':
      return { base: stage.gateway.url, key: 'cf_of_nobody' }
    case 'key':
      return { base: stage.gateway.url, key: (await makeKey(stage, limits)).key }
  }
}

/** Whether no call is left at the vendors a moment after the agent's end. */
async function isHungUpOn(stage: Stage): Promise<boolean> {
  await pause(1000)
  const calls = stage.provider.received()
  return calls.some(({ abortedAt }) => abortedAt !== null) && stage.provider.counts().open === 0
}
