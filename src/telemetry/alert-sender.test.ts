import { describe, expect, test } from 'vitest'
import type { AlertEvent } from './alerts.ts'
import { AlertSender } from './alert-sender.ts'

const URL_OF_HOOK = 'https://hooks.example/services/canary-of-a-hook'
const EVENT: AlertEvent = {
  event: 'raised',
  kind: 'needs_sign_in',
  level: 'warning',
  text: 'Account b needs sign-in.',
  pool: 'accounts',
  account: 'b',
  at: 1_800_000_000_000,
}

/** A sender whose other end gives these statuses in turn, or throws. Its pauses take no time. */
function sending(answers: readonly (number | Error)[], authorization: string | null = null) {
  const sent: { readonly url: unknown; readonly body: unknown; readonly init: RequestInit }[] = []
  const pauses: number[] = []
  const lines: string[] = []
  const sender = new AlertSender({
    target: () => ({ url: URL_OF_HOOK, authorization }),
    gateway: () => 'box:8080',
    fetch: async (url, init = {}) => {
      const answer = answers[sent.length] ?? 200
      sent.push({ url, body: typeof init.body === 'string' ? JSON.parse(init.body) : null, init })
      if (answer instanceof Error) throw answer
      return new Response(null, { status: answer })
    },
    pause: async (ms) => void pauses.push(ms),
    log: { info: (line) => void lines.push(`info ${line}`), warn: (line) => void lines.push(`warn ${line}`) },
  })
  return { sender, sent, pauses, lines }
}

describe('a message', () => {
  test('is JSON whose text chat tools show', async () => {
    const { sender, sent, lines } = sending([200], 'Bearer of-the-hook')
    sender.tell(EVENT)
    await sender.settled()
    expect(sent).toHaveLength(1)
    expect(sent[0]?.body).toEqual({ ...EVENT, gateway: 'box:8080' })
    expect(sent[0]).toMatchObject({
      url: URL_OF_HOOK,
      init: {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/json', authorization: 'Bearer of-the-hook' },
      },
    })
    expect(lines).toEqual(['warn Account b needs sign-in.'])
  })

  test('is tried three times, with pauses that grow', async () => {
    const { sender, sent, pauses, lines } = sending([500, new Error('connect ECONNREFUSED')])
    sender.tell(EVENT)
    await sender.settled()
    expect(sent).toHaveLength(3)
    expect(pauses).toEqual([1_000, 5_000])
    expect(lines).toHaveLength(1)
  })

  test('that nobody takes is told in the log, without what is secret of the address', async () => {
    const failing = sending([500, 500, new Error(`fetch of ${URL_OF_HOOK} failed`)])
    failing.sender.tell(EVENT)
    await failing.sender.settled()
    expect(failing.lines[1]).toBe(
      'warn the webhook https://hooks.example/*** was not told of an alert: fetch of https://hooks.example/*** failed',
    )
  })

  test('that is refused for good, or led elsewhere, is not sent again', async () => {
    for (const status of [404, 302]) {
      const { sender, sent } = sending([status])
      sender.tell(EVENT)
      await sender.settled()
      expect(sent).toHaveLength(1)
    }
  })

  test('goes after the one before it, and the end of an alert is no warning', async () => {
    const { sender, sent, lines } = sending([500, 200, 200])
    sender.tell(EVENT)
    sender.tell({ ...EVENT, event: 'ended', text: 'Over.' })
    await sender.settled()
    expect(sent.map(({ body }) => body)).toMatchObject(['raised', 'raised', 'ended'].map((event) => ({ event })))
    expect(lines).toContain('info Over.')
  })
})

test('a test is sent once and tells what came back', async () => {
  const { sender, sent } = sending([503])
  expect(await sender.test(0)).toEqual({
    kind: 'failed',
    status: 503,
    why: 'it answered 503',
    webhook: 'https://hooks.example/***',
  })
  expect(sent).toHaveLength(1)
  expect(await sending([204]).sender.test(0)).toMatchObject({ kind: 'delivered', status: 204 })
})
