import type { AlertEvent } from './alerts.ts'

/** Where alerts are sent. */
export interface WebhookTarget {
  readonly url: string
  /** Value of the header `authorization`; `null` sends none. */
  readonly authorization: string | null
}

/** What a webhook is sent by. Its `fetch` follows no redirect and gives up by itself. */
export interface WebhookPorts {
  readonly fetch: typeof fetch
  /** Resolves after so many ms. */
  pause(ms: number): Promise<unknown>
}

export type Delivery =
  | { readonly kind: 'delivered'; readonly status: number }
  /** `status` is `null` where no answer came. */
  | { readonly kind: 'failed'; readonly status: number | null; readonly why: string }

/** Pauses before the second and the third try, ms. */
const PAUSES_MS = [1_000, 5_000] as const

/** `text` is what chat tools show; the rest is for programs. */
export function toWebhookBody({ event, kind, level, text, pool, account, at }: AlertEvent, gateway: string): string {
  return JSON.stringify({ event, kind, level, text, pool, account, at, gateway })
}

/** Tries up to three times; what the other end refuses for good is not sent again. */
export async function deliver(target: WebhookTarget, body: string, ports: WebhookPorts): Promise<Delivery> {
  let last = await tryOnce(target, body, ports)
  for (const pauseMs of PAUSES_MS) {
    if (last.kind === 'delivered' || !isPassing(last.status)) return last
    await ports.pause(pauseMs)
    last = await tryOnce(target, body, ports)
  }
  return last
}

export async function tryOnce(
  target: WebhookTarget,
  body: string,
  ports: Pick<WebhookPorts, 'fetch'>,
): Promise<Delivery> {
  const authorization = target.authorization === null ? {} : { authorization: target.authorization }
  const headers = { 'content-type': 'application/json', ...authorization }
  try {
    const { status } = await ports.fetch(target.url, { method: 'POST', headers, body, redirect: 'manual' })
    if (status >= 200 && status < 300) return { kind: 'delivered', status }
    const why = status >= 300 && status < 400 ? `it answered ${status}, and is not followed` : `it answered ${status}`
    return { kind: 'failed', status, why }
  } catch (error) {
    return { kind: 'failed', status: null, why: tellError(error) }
  }
}

/** The address without what may be a secret in it: `https://hooks.example/***`. */
export function maskWebhook(url: string): string {
  const origin = URL.canParse(url) ? new URL(url).origin : ''
  return `${origin}/***`
}

function isPassing(status: number | null): boolean {
  return status === null || status >= 500 || status === 408 || status === 429
}

function tellError(error: unknown): string {
  const message = error instanceof Error ? error.message : ''
  // Nothing of the address but its host may show.
  return message === '' ? 'no answer came' : message.replaceAll(/(\bhttps?:\/\/[^/\s]+)\/\S*/g, '$1/***')
}
