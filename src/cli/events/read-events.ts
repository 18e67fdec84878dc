import { createEventScanner } from '../../streams/event-scanner.ts'

/** A server-sent event (WHATWG HTML §9.2) whose data is JSON. */
export interface ServerEvent {
  readonly name: string
  readonly data: unknown
}

/** More than this of one event is no event of ours. Characters. */
const LONGEST_EVENT = 16 * 1024 * 1024

/** The events of an answer as they come. Those that cannot be read are passed over: another version may send them. */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  const found: ServerEvent[] = []
  let pieces: string[] = []
  let length = 0
  const decoder = new TextDecoder()
  const take = (name: string, text: string) => {
    const data = decode(text)
    if (data !== undefined) found.push({ name: name === '' ? 'message' : name, data })
  }
  const scanner = createEventScanner({
    onEvent({ bytes, nameStart, nameEnd, start, end, complete }) {
      if (!complete) return
      const text = new TextDecoder()
      take(text.decode(bytes.subarray(nameStart, nameEnd)), text.decode(bytes.subarray(start, end)))
    },
    onLargeData(bytes, start, end) {
      length += end - start
      if (length <= LONGEST_EVENT) pieces.push(decoder.decode(bytes.subarray(start, end), { stream: true }))
    },
    onLargeEnd(name) {
      if (length <= LONGEST_EVENT) take(name, pieces.join('') + decoder.decode())
      pieces = []
      length = 0
    },
  })
  for await (const chunk of body) {
    scanner.feed(chunk)
    yield* found.splice(0)
  }
}

function decode(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}
