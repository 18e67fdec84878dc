import type { EventData, EventName } from '../../../src/admin/events-contract.ts'

export type Connection = 'connecting' | 'live' | 'lost'

type Handlers = { readonly [Name in EventName]?: (data: EventData[Name]) => void }

export interface EventStreamOptions {
  /** `/api/events` with its query. */
  readonly path: string
  readonly handlers: Handlers
  readonly onConnection: (connection: Connection) => void
}

/** How long the browser's own reconnection is waited for before it is begun anew, ms: it gives up on some answers. */
const AGAIN_AFTER_MS = 3_000

/** Listens until the function that is returned is called. It reconnects by itself; `hello` comes each time. */
export function openEventStream({ path, handlers, onConnection }: EventStreamOptions): () => void {
  let source: EventSource | null = null
  let again: ReturnType<typeof setTimeout> | undefined

  function open(): void {
    onConnection('connecting')
    source = new EventSource(path)
    for (const name of Object.keys(handlers) as EventName[]) {
      source.addEventListener(name, ({ data }: MessageEvent<string>) => deliver(handlers, name, data))
    }
    source.addEventListener('open', () => onConnection('live'))
    source.addEventListener('error', () => {
      onConnection('lost')
      if (source?.readyState !== EventSource.CLOSED) return
      clearTimeout(again)
      again = setTimeout(open, AGAIN_AFTER_MS)
    })
  }

  open()
  return () => {
    clearTimeout(again)
    source?.close()
  }
}

function deliver<Name extends EventName>(
  handlers: { readonly [Told in Name]?: (data: EventData[Told]) => void },
  name: Name,
  text: string,
): void {
  handlers[name]?.(JSON.parse(text) as EventData[Name])
}
