import { setTimeout as pause } from 'node:timers/promises'

/** Between two calls of the caller of pool `accounts`, ms. */
const EVERY_MS = 2_500

const PAUSED = 'team-old'

export interface LiveDemo extends AsyncDisposable {
  /** Resolves when it has gone on for so long. */
  play(ms: number): Promise<void>
}

/** Gives the demo what a team has besides: a pool that keeps sessions, with a caller, and an account that somebody paused. */
export async function enliven(url: string): Promise<LiveDemo> {
  const accounts = await readItems<{ id: string; name: string; base_url: string }>(`${url}/api/accounts`)
  const [played] = accounts
  if (played === undefined) throw new Error('the demo has no accounts')
  for (const [priority, name] of ['team', 'team-spare', PAUSED].entries()) {
    const answer = await post(`${url}/api/accounts`, {
      name,
      priority,
      provider: 'anthropic',
      api_key: `demo-${name}-not-a-real-credential`,
      base_url: played.base_url,
      allow_private: true,
    })
    const { id } = (await answer.json()) as { id: string }
    if (name === PAUSED) await post(`${url}/api/accounts/${id}/pause`, { reason: 'a question about the bill' })
  }
  const stopped = new AbortController()
  const asking = askUntil(url, stopped.signal)
  return {
    play: (ms) => pause(ms),
    async [Symbol.asyncDispose]() {
      stopped.abort()
      await asking
    },
  }
}

async function askUntil(url: string, signal: AbortSignal): Promise<void> {
  const body = {
    model: 'claude-haiku-4-5',
    max_tokens: 256,
    stream: true,
    messages: [{ role: 'user', content: 'Is anybody there?' }],
  }
  while (!signal.aborted) {
    await (await post(`${url}/v1/messages`, body)).text()
    await pause(EVERY_MS, undefined, { signal }).catch(() => undefined)
  }
}

/** A request that was answered although several accounts were asked for it: its trace has most to show. */
export async function findFailover(url: string): Promise<string> {
  const items = await readItems<{ id: string; failovers: number; end: string; stream: boolean }>(
    `${url}/api/requests?limit=500&end=ok`,
  )
  const [first] = items.toSorted((a, b) => b.failovers - a.failovers || Number(b.stream) - Number(a.stream))
  if (first === undefined) throw new Error('the demo has made no requests')
  return first.id
}

async function readItems<Item>(url: string): Promise<readonly Item[]> {
  const answer = await fetch(url)
  const { items } = (await answer.json()) as { items: readonly Item[] }
  return items
}

async function post(url: string, body: object): Promise<Response> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`)
  return answer
}
