import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Contender } from '../contenders/contender.ts'
import { LOAD_CORE, type Stage } from '../harness/stage.ts'

const SCRIPT = fileURLToPath(new URL('post.lua', import.meta.url))

const reportSchema = z.object({
  requests: z.number(),
  microseconds: z.number(),
  failed: z.number(),
  status: z.number(),
  p50us: z.number(),
  p99us: z.number(),
})

export interface LoadReport {
  readonly requests: number
  readonly seconds: number
  readonly p50us: number
  readonly p99us: number
}

/** Load until so many requests were answered, or half a minute is over: a count warms slow and fast proxies alike. */
export async function warmUp(stage: Stage, target: Contender, requests: number): Promise<void> {
  const began = performance.now()
  let answered = 0
  while (answered < requests && performance.now() - began < 30_000) {
    answered += (await loadRequests(stage, target, { seconds: 2 })).requests
  }
}

export interface Load {
  readonly seconds: number
  /** 64 by default. */
  readonly connections?: number
}

/** Connections that each ask again as soon as they are answered. Throws where any answer was not a success. */
export async function loadRequests(stage: Stage, target: Contender, load: Load): Promise<LoadReport> {
  const { seconds, connections = 64 } = load
  const headers = Object.entries(target.headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  const url = `http://127.0.0.1:${target.port}${target.path}`
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', SCRIPT, ...headers, url]
  const running = stage.start({ name: 'wrk', file: 'wrk', args, core: LOAD_CORE })
  let output = ''
  running.child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const code = await new Promise<number | null>((resolve) => running.child.once('close', resolve))
  await stage.stop(running)
  const line = output.split('\n').find((each) => each.startsWith('{'))
  if (code !== 0 || line === undefined) throw new Error(`wrk against ${target.name} ended with ${code}: ${output}`)
  const report = reportSchema.parse(JSON.parse(line))
  if (report.requests === 0 || report.failed + report.status > 0) {
    throw new Error(`${target.name}: ${report.status} answers were no success and ${report.failed} never came: ${line}`)
  }
  return { requests: report.requests, seconds: report.microseconds / 1e6, p50us: report.p50us, p99us: report.p99us }
}
