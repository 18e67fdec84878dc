import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Step } from '../../src/demo/step.ts'
import { ask, askJson } from '../harness/ask.ts'
import { toItems } from '../harness/json.ts'
import { UUID } from '../harness/settings.ts'
import { openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'
import { createClients, GENERATING, REPEATABLE } from './clients.ts'

/** Three keys of each vendor in pool `lb`, as many in pool `accounts`. */
let stage: Stage

const OTHERS = ['anthropic', 'gemini', 'openai'].flatMap((provider) =>
  [1, 2, 3].map((number) => ({
    name: `${provider}-${number}`,
    provider,
    api_key: `canary-${provider}-${number}-of-accounts`,
  })),
)

beforeAll(async () => {
  stage = await openStage({ anthropic: 3, gemini: 3, openai: 3, config: { accounts: OTHERS } })
})

afterAll(() => stage[Symbol.asyncDispose]())

/** Nothing that one test did to an account may be seen by the next one. */
afterEach(async () => {
  stage.provider.reset()
  const url = `${stage.gateway.url}/api/accounts`
  const list = toItems((await ask(url)).text)
  const harmed = list.filter(({ state }) => state === 'disabled')
  await Promise.all(harmed.map(({ id }) => askJson(`${url}/${String(id)}/reset`, {})))
  // Limits here last 40 ms; one that is read only after that counts as without a time, which is 5 s.
  await expect
    .poll(async () => toItems((await ask(url)).text).map(({ state }) => state), { interval: 5, timeout: 30_000 })
    .not.toContain('cooling')
})

/** Failures that every call survives, since the vendor says that it did nothing. */
const REFUSALS: readonly (readonly [name: string, steps: readonly Step[]])[] = [
  ['when all is well', []],
  ['when a key is limited', [{ kind: 'limit', retryAfterMs: 40 }]],
  ['when a key fails and the next one is refused', [{ kind: 'fail', status: 500 }, { kind: 'refuse' }]],
  ['when a key is out of credit', [{ kind: 'credit', headers: [['retry-after-ms', '40']] }]],
  ['when the vendor is busy', [{ kind: 'overload' }]],
]

describe.each([
  { route: 'pool lb', base: () => stage.lb, credential: 'placeholder' },
  { route: '/v1 in open mode', base: () => stage.gateway.url, credential: 'placeholder' },
])('through $route', ({ base, credential }) => {
  describe.each(REFUSALS)('%s', (_name, steps) => {
    test.each([...GENERATING, ...REPEATABLE])('$vendor: $name', async (errand) => {
      failFirst(steps)
      expect(await errand.run(createClients(base(), credential))).toEqual(errand.expected)
      expect(keysSeen()).not.toContain(credential)
      expect(stage.provider.received()).toHaveLength(steps.length + 1)
    })
  })

  test.each(GENERATING.filter(({ name }) => /stream/i.test(name)))(
    'when the first event of a stream is an error, $vendor: $name',
    async (errand) => {
      failFirst([{ kind: 'error-first', error: 'overloaded' }])
      expect(await errand.run(createClients(base(), credential))).toEqual(errand.expected)
      expect(stage.provider.received()).toHaveLength(2)
    },
  )

  test.each(REPEATABLE)('when a connection breaks before the answer, $vendor: $name', async (errand) => {
    failFirst([{ kind: 'break', at: 'after-body' }])
    expect(await errand.run(createClients(base(), credential))).toEqual(errand.expected)
    expect(stage.provider.received()).toHaveLength(2)
  })
})

describe('through the single-key route', () => {
  test.each([...GENERATING, ...REPEATABLE])('$vendor: $name, with the first key of the pool', async (errand) => {
    const base = `${stage.gateway.url}/${UUID}`
    expect(await errand.run(createClients(base))).toEqual(errand.expected)
    const first = { anthropic: 1, gemini: 4, openai: 7 }[errand.vendor]
    expect(keysSeen()).toEqual([stage.keys[first - 1]])
  })

  test.each([...GENERATING, ...REPEATABLE])("$vendor: $name, with the caller's own credential", async (errand) => {
    const own = { anthropic: 'sk-ant-api03-my-own', gemini: 'AIzaMyOwn', openai: 'sk-proj-my-own' }[errand.vendor]
    const base = `${stage.gateway.url}/${UUID}`
    expect(await errand.run(createClients(base, own))).toEqual(errand.expected)
    expect(keysSeen()).toEqual([own])
  })
})

/** The next requests go through these steps, whichever key they come with. */
function failFirst(steps: readonly Step[]): void {
  stage.provider.on('*').script(steps)
}

function keysSeen(): readonly string[] {
  return [...new Set(stage.provider.received().map(({ key }) => key))]
}
