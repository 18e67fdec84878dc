import { Agent, request } from 'node:http'
import { expect, test } from 'vitest'
import { pick } from '../harness/json.ts'
import { getJson, MESSAGE, openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

const CALLS = 2_000
const KEYS = 10

test('2,000 calls at once on a pool of 10 keys: the counters agree exactly with what the vendor counted', async () => {
  await using stage = await openStage({ anthropic: KEYS, env: { LOG_LEVEL: 'warn' } })
  const ok = { kind: 'ok', headAfterMs: 1_000 } as const
  stage.provider.on('*').otherwise(ok)
  for (const key of stage.keys) {
    stage.provider.on(key).chance([
      { weight: 90, step: ok },
      { weight: 5, step: { kind: 'overload', headAfterMs: 200 } },
      {
        weight: 5,
        step: { kind: 'raw', status: 400, body: '{"type":"error","error":{"type":"invalid_request_error"}}' },
      },
    ])
  }
  const agent = new Agent({ maxSockets: CALLS })
  const url = `${stage.lb}/v1/messages`
  const statuses = await Promise.all(Array.from({ length: CALLS }, (_, index) => post(url, agent, index % 2 === 0)))
  agent.destroy()
  const successes = statuses.filter((status) => status === 200).length
  expect(successes).toBeGreaterThan(CALLS / 2)
  await expect.poll(() => totalOf(stage, 'totalRequests'), { timeout: 30_000 }).toBe(CALLS)
  expect(await totalOf(stage, 'successfulRequests')).toBe(successes)
  expect(await totalOf(stage, 'failedRequests')).toBe(CALLS - successes)
  const { byKey } = stage.provider.counts()
  const stats = pick(await getJson(`${stage.lb}/v1/load-balancer/status`), 'loadBalancer', 'stats', 'apiKeyStats')
  for (const [index, key] of stage.keys.entries()) {
    expect(pick(stats, `key-${index + 1}`, 'requests')).toBe(byKey[key])
  }
}, 300_000)

async function totalOf(stage: Stage, name: string): Promise<unknown> {
  return pick(await getJson(`${stage.lb}/v1/load-balancer/status`), 'loadBalancer', 'stats', name)
}

function post(url: string, agent: Agent, stream: boolean): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json' } }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode ?? 0))
      answer.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(JSON.stringify({ ...MESSAGE, stream }))
  })
}
