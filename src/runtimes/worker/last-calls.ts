const LOOK_EVERY_MS = 10

/**
 * An answer that begins at once, and ends when, after its request's body has ended, nothing is under way any more. What
 * tells a pool's object how a call ended is under way until that is on disk: no record is missing then.
 */
export function answerWhenDone(request: Request, underWay: () => number): Response {
  const { body } = request
  const source = new ReadableStream<Uint8Array>({
    async start(controller) {
      // Whoever asks goes by the answer's beginning.
      controller.enqueue(new TextEncoder().encode('under way\n'))
      await body?.pipeTo(new WritableStream())
      while (underWay() > 0) await pause(LOOK_EVERY_MS)
      controller.close()
    },
  })
  return new Response(source)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
