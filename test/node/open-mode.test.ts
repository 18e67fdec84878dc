import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askBare } from '../harness/ask-bare.ts'
import { openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

/** Contract §8, "Open mode", what only Node can tell: a Worker's platform speaks for its callers, and adds `cf-*`. */
let stage: Stage

beforeAll(async () => {
  const accounts = [{ name: 'own-1', provider: 'anthropic', api_key: 'canary-of-pool-accounts-1' }]
  stage = await openStage({ anthropic: 1, config: { accounts } })
})

afterAll(() => stage[Symbol.asyncDispose]())

describe.each(['/api/accounts', '/v1/messages'])('%s', (path) => {
  test.each([
    [['Host: 127.0.0.1:PORT', 'CF-Ray: 1'], '1.1'],
    [['Host: 127.0.0.1:PORT'], '1.0'],
  ])('refuses %j over HTTP/%s with 403', async (headers, version) => {
    expect(await askBare(stage.gateway.port, { path, headers, version })).toBe(403)
    expect(stage.provider.counts().total).toBe(0)
  })
})
