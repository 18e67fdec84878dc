import { describe, expect, test } from 'vitest'
import { changeAccount } from '../harness/accounts.ts'
import { ask, askJson } from '../harness/ask.ts'
import { ADMIN_ENV, makeKey } from '../harness/client-keys.ts'
import { toItems, toRecord } from '../harness/json.ts'
import { findLeaks } from '../harness/leaks.ts'
import { getJson, openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'
import { openWebhook } from '../harness/webhook.ts'

/** What a person should look at, and who is told of it: docs/alerts.md. */
const AS_ADMIN = ['x-api-key', ADMIN_ENV.CLAUDEFLARE_ADMIN_KEY]
/** It is looked every 5 s on Node, and every 15 s in a Worker. */
const SOON = { timeout: 60_000, interval: 100 }

async function alertsOf(stage: Stage, headers: readonly string[] = []) {
  return toItems((await ask(`${stage.gateway.url}/api/alerts`, { headers })).text)
}

describe('GET /api/alerts', () => {
  test('tells in sentences what a person should look at, and nothing where all is well', async () => {
    await using stage = await openStage({ anthropic: 3 })
    expect(await alertsOf(stage)).toEqual([])
    stage.always(1, { kind: 'limit', retryAfter: '600' })
    await stage.message()
    await changeAccount(stage, 'key-2', 'pause')
    await expect.poll(async () => (await alertsOf(stage)).map(({ kind }) => kind)).toEqual(['last_account', 'cooling'])
    const [last, cooling] = await alertsOf(stage)
    expect(last).toMatchObject({ id: 'last_account:lb', level: 'warning', pool: 'lb', account: 'key-3' })
    expect(last?.['text']).toMatch(
      /^Pool lb has one account left, key-3; of the others, 1 cooling, 1 paused\. .*key-1, is due in 10 min\.$/,
    )
    expect(cooling).toMatchObject({ kind: 'cooling', level: 'note', account: 'key-1' })
    await changeAccount(stage, 'key-2', 'resume')
    await expect.poll(async () => (await alertsOf(stage)).map(({ kind }) => kind)).toEqual(['cooling'])
  })

  test('tells of a budget from 80 % on, and of a pool whose requests fail', async () => {
    await using stage = await openStage({ anthropic: 1, env: ADMIN_ENV })
    const key = await makeKey(stage, { budget: { usd: 0.01, per: 'day' } })
    stage.script(1, { kind: 'ok', usage: { input: 100, output: 840 } })
    expect((await key.message()).status).toBe(200)
    for (let count = 0; count < 25; count += 1) {
      stage.script(1, { kind: 'overload' })
      await stage.message()
    }
    const kinds = async () => (await alertsOf(stage, AS_ADMIN)).map(({ kind }) => kind)
    await expect.poll(kinds).toEqual(['error_rate', 'budget'])
    const [errors, budget] = await alertsOf(stage, AS_ADMIN)
    expect(errors?.['text']).toMatch(/^96 % of the requests of pool lb failed in the last 5 minutes/)
    expect(budget?.['text']).toMatch(/has used 86 % of its budget \(\$0\.0086 of \$0\.01 a day\)/)
  })
})

describe('a webhook', () => {
  test('is told once of what begins, as JSON that chat tools take, and again not after a restart', async () => {
    await using hook = await openWebhook(500)
    const env = {
      ALERT_WEBHOOK_URL: hook.url,
      ALERT_WEBHOOK_AUTHORIZATION: 'Bearer canary-of-the-hook',
      CLAUDEFLARE_SECRET: 'secret-'.repeat(6),
    }
    await using stage = await openStage({ anthropic: 2, env })
    await changeAccount(stage, 'key-2', 'pause')
    // What the other end does not take is tried again.
    await expect.poll(() => hook.posted().length, SOON).toBe(2)
    expect(hook.posted()[1]).toEqual({
      method: 'POST',
      path: '/services/canary-of-a-webhook',
      authorization: 'Bearer canary-of-the-hook',
      type: 'application/json',
      body: {
        event: 'raised',
        kind: 'last_account',
        level: 'warning',
        text: 'Pool lb has one account left, key-1; of the others, 1 paused.',
        pool: 'lb',
        account: 'key-1',
        at: expect.any(Number),
        gateway: expect.any(String),
      },
    })
    await changeAccount(stage, 'key-1', 'pause')
    await expect.poll(() => hook.posted().at(-1)?.body['kind'], SOON).toBe('no_account')
    const told = hook.posted().length
    await stage.gateway.stop()
    expect(findLeaks(stage, ['canary-of-a-webhook', 'canary-of-the-hook'])).toEqual([])
    expect(stage.gateway.stderr()).toContain('No account of pool lb is left')

    await using again = await openStage({
      anthropic: 2,
      env: { ...env, UPSTREAM_ANTHROPIC_URL: stage.provider.url },
      home: stage.gateway.home,
    })
    expect((await alertsOf(again)).map(({ kind }) => kind)).toEqual(['no_account'])
    // A third alert shows that it has been looked.
    const plan = { pool: 'second', provider: 'anthropic' }
    for (const number of [1, 2]) {
      const account = { ...plan, name: `a-${number}`, api_key: `sk-ant-canary-of-second-${number}-0123456789` }
      await askJson(`${again.gateway.url}/api/accounts`, account)
    }
    await changeAccount(again, 'a-1', 'pause')
    await expect.poll(() => hook.posted().at(-1)?.body['pool'], SOON).toBe('second')
    expect(hook.posted()).toHaveLength(told + 1)
  }, 240_000)

  test('is tried by POST /api/alerts/test, which tells what came back', async () => {
    await using hook = await openWebhook(204, 302)
    await using stage = await openStage({ anthropic: 1, env: { ALERT_WEBHOOK_URL: hook.url } })
    const url = `${stage.gateway.url}/api/alerts/test`
    const told = await askJson(url, {})
    const webhook = `${new URL(hook.url).origin}/***`
    expect([told.status, toRecord(told.text)]).toEqual([
      200,
      { delivered: true, status: 204, webhook, detail: `${webhook} took it and answered 204.` },
    ])
    expect(hook.posted()[0]?.body).toMatchObject({ event: 'test', kind: 'test', pool: null })
    expect(toRecord((await askJson(url, {})).text)).toMatchObject({ delivered: false, status: 302 })
    expect(hook.posted()).toHaveLength(2)
    const audited = toItems((await ask(`${stage.gateway.url}/api/audit`)).text)
    expect(audited[0]).toMatchObject({ action: 'alerts.test', target: 'alerts' })
  })

  test('is where data goes: it shows masked, and is not set over the API', async () => {
    await using stage = await openStage({
      config: { alerts: { webhook_url: 'https://hooks.example/services/canary-of-a-webhook' } },
    })
    const url = `${stage.gateway.url}/api/config`
    expect(await getJson(url)).toMatchObject({ settings: { 'alerts.webhook_url': 'https://hooks.example/***' } })
    for (const key of ['webhook_url', 'webhook_authorization']) {
      const told = await askJson(url, { alerts: { [key]: 'https://evil.example' } }, { method: 'PATCH' })
      expect([told.status, told.text]).toEqual([409, expect.stringContaining(`alerts.${key} is not set over the API`)])
    }
    const told = await askJson(url, { alerts: { budget_share: 0.5 } }, { method: 'PATCH' })
    expect(toRecord(told.text)).toMatchObject({ settings: { 'alerts.budget_share': 0.5 } })
  })

  test('that is none is a conflict to test', async () => {
    await using stage = await openStage({ anthropic: 1 })
    const told = await askJson(`${stage.gateway.url}/api/alerts/test`, {})
    expect([told.status, told.text]).toEqual([409, expect.stringContaining('ALERT_WEBHOOK_URL')])
  })
})
