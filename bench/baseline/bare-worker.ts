interface Env {
  readonly UPSTREAM_ANTHROPIC_URL: string
}

/** A Worker that passes calls and answers on, piece by piece, and does nothing else: the floor under any gateway there. */
async function pass(request: Request, { UPSTREAM_ANTHROPIC_URL }: Env): Promise<Response> {
  const body = request.method === 'POST' ? await request.arrayBuffer() : null
  const { pathname } = new URL(request.url)
  const answer = await fetch(UPSTREAM_ANTHROPIC_URL + pathname, {
    method: request.method,
    headers: { 'content-type': 'application/json' },
    body,
  })
  const reader = answer.body?.getReader()
  const relayed = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const piece = await reader?.read()
      if (piece?.value === undefined) controller.close()
      else controller.enqueue(piece.value)
    },
  })
  return new Response(relayed, { status: answer.status, headers: answer.headers })
}

const worker = { fetch: pass }

export default worker
