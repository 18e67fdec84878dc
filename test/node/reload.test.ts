import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { askJson } from '../harness/ask.ts'
import { listen } from '../harness/events.ts'
import { MESSAGE, openStage, toCanary } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'
import { UUID } from '../harness/settings.ts'

/** Contract §2: SIGHUP reads the config file again. */
const OTHER_UUID = 'another-token-9876543210'

interface FileParts {
  readonly uuid?: string
  readonly keys?: number
  readonly more?: Readonly<Record<string, unknown>>
}

function toConfig({ uuid = UUID, keys = 1, more = {} }: FileParts): Readonly<Record<string, unknown>> {
  const api_keys = Array.from({ length: keys }, (_, index) => toCanary('anthropic', index + 1))
  return { ...more, load_balancer: { enabled: true, uuid, api_keys } }
}

function open(parts: FileParts = {}): Promise<Stage> {
  return openStage({
    config: toConfig(parts),
    env: { LOAD_BALANCER_UUID: undefined, LOAD_BALANCER_ENABLED: undefined },
  })
}

/** Replaces the file, and waits until its reading shows in the log. */
async function reload({ gateway }: Stage, text: string): Promise<string> {
  const { length } = gateway.stderr()
  await writeFile(join(gateway.home, 'config.json'), text, { mode: 0o600 })
  gateway.signal('SIGHUP')
  const news = () => gateway.stderr().slice(length)
  await expect.poll(news).toMatch(/the configuration was (not taken|read again)/)
  return news()
}

const callBy = async ({ gateway }: Stage, uuid: string) =>
  (await askJson(`${gateway.url}/${uuid}/lb/v1/messages`, MESSAGE)).status

describe('SIGHUP', () => {
  test('a new uuid works, the old one is unknown', async () => {
    await using stage = await open()
    expect([await callBy(stage, UUID), await callBy(stage, OTHER_UUID)]).toEqual([200, 404])
    await reload(stage, JSON.stringify(toConfig({ uuid: OTHER_UUID })))
    expect([await callBy(stage, UUID), await callBy(stage, OTHER_UUID)]).toEqual([404, 200])
  })

  test('several uuids are accepted at once, so that one can replace another', async () => {
    await using stage = await open()
    await reload(stage, JSON.stringify(toConfig({ uuid: `${UUID},${OTHER_UUID}` })))
    expect([await callBy(stage, UUID), await callBy(stage, OTHER_UUID)]).toEqual([200, 200])
  })

  test('a new account serves, one that is gone does not, and what is under way goes on', async () => {
    await using stage = await open({ keys: 2 })
    stage.provider.on(toCanary('anthropic', 1)).script([{ kind: 'ok', stall: { piece: 4, ms: 1500 } }])
    const begun = Promise.withResolvers<void>()
    const asked = stage.message({ stream: true }, { onData: () => begun.resolve() })
    await begun.promise
    const config = toConfig({ keys: 3 })
    const api_keys = [2, 3].map((number) => toCanary('anthropic', number))
    await reload(stage, JSON.stringify({ ...config, load_balancer: { enabled: true, uuid: UUID, api_keys } }))
    for (let count = 0; count < 4; count += 1) expect((await stage.message()).status).toBe(200)
    const { byKey } = stage.provider.counts()
    expect([1, 2, 3].map((number) => byKey[toCanary('anthropic', number)])).toEqual([1, 2, 2])
    expect(await asked).toMatchObject({ status: 200, end: 'ended' })
  })

  test('timeouts and limits change with it', async () => {
    await using stage = await open({ keys: 2 })
    await reload(
      stage,
      JSON.stringify(toConfig({ keys: 2, more: { first_byte_timeout_ms: 300, max_buffered_bytes: 5_000 } })),
    )
    expect((await stage.message({ pad: 'x'.repeat(6_000) })).status).toBe(503)
    stage.provider.on('*').otherwise({ kind: 'hang' })
    expect(await stage.message()).toMatchObject({ status: 502, error: 'upstream_broken' })
  })

  test.each([
    ['no JSON', '{"load_balancer":'],
    ['a value that cannot be used', JSON.stringify(toConfig({ uuid: OTHER_UUID, more: { lb_strategy: 'magic' } }))],
    ['a uuid that is too short', JSON.stringify(toConfig({ uuid: 'short' }))],
  ])('an unusable file changes nothing and is told on standard error: %s', async (_name, text) => {
    await using stage = await open()
    expect(await reload(stage, text)).toContain('the configuration was not taken')
    expect([await callBy(stage, UUID), await callBy(stage, OTHER_UUID)]).toEqual([200, 404])
    // And once it is mended it is taken.
    expect(await reload(stage, JSON.stringify(toConfig({ uuid: OTHER_UUID })))).toContain('read again')
    expect(await callBy(stage, OTHER_UUID)).toBe(200)
  })

  test('what only a restart can change is told', async () => {
    await using stage = await open()
    const said = await reload(stage, JSON.stringify(toConfig({ more: { log_format: 'text' } })))
    expect(said).toMatch(/log has changed.*restart/)
    expect((await stage.message()).status).toBe(200)
  })

  test('is told to whoever listens to events', async () => {
    await using stage = await open()
    using ear = await listen(stage.gateway.port, '?topics=changes')
    await reload(stage, JSON.stringify(toConfig({})))
    expect(await ear.until('changed')).toEqual({ what: 'config' })
  })
})
