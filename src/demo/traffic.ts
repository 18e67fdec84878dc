/** Where the demo sends its requests. */
export interface DemoGateway {
  /** `http://127.0.0.1:8080` */
  readonly url: string
  readonly uuid: string
}

/** Callers that ask by turns, until told to stop. */
export interface Traffic {
  stop(): Promise<void>
}

const EVERY_MS = 300
const AT_MOST = 24

interface Ask {
  readonly path: string
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}

const QUESTION = [{ role: 'user', content: 'Is anybody there?' }]
const CONTENTS = [{ role: 'user', parts: [{ text: 'Is anybody there?' }] }]

const ASKS: readonly Ask[] = [
  toMessage({ stream: true }),
  { path: '/v1beta/models/gemini-3.7-flash:streamGenerateContent?alt=sse', body: { contents: CONTENTS }, headers: {} },
  toMessage({}),
  {
    path: '/v1/chat/completions',
    body: { model: 'gpt-5-mini', messages: QUESTION, stream: true, stream_options: { include_usage: true } },
    headers: {},
  },
  toMessage({ stream: true }),
  { path: '/v1beta/models/gemini-3.7-flash:generateContent', body: { contents: CONTENTS }, headers: {} },
  toMessage({ stream: true }),
  { path: '/v1/chat/completions', body: { model: 'gpt-5-mini', messages: QUESTION }, headers: {} },
]

/** A few requests a second through pool `lb`, in all three protocols. What becomes of them is the gateway's log to tell. */
export function startTraffic(gateway: DemoGateway): Traffic {
  const stopped = new AbortController()
  const open = new Set<Promise<void>>()
  let turn = 0
  const timer = setInterval(() => {
    const ask = ASKS[turn % ASKS.length]
    turn += 1
    if (ask === undefined || open.size >= AT_MOST) return
    const asking = askOnce(gateway, ask, stopped.signal).finally(() => open.delete(asking))
    open.add(asking)
  }, EVERY_MS)
  return {
    async stop() {
      clearInterval(timer)
      stopped.abort()
      await Promise.all(open)
    },
  }
}

async function askOnce(gateway: DemoGateway, ask: Ask, signal: AbortSignal): Promise<void> {
  try {
    const answer = await fetch(`${gateway.url}/${gateway.uuid}/lb${ask.path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...ask.headers },
      body: JSON.stringify(ask.body),
      signal,
    })
    await answer.arrayBuffer()
  } catch {
    // A broken stream, or a gateway that is going down: its own log says which.
  }
}

function toMessage(extra: object): Ask {
  return {
    path: '/v1/messages',
    body: { model: 'claude-sonnet-5', max_tokens: 256, messages: QUESTION, ...extra },
    headers: { 'anthropic-version': '2023-06-01' },
  }
}
