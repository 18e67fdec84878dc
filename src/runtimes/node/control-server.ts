import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { createControlApi } from '../../admin/control-api.ts'
import type { RequestHead } from '../../gateway/request-head.ts'

/** Serves everything that is no vendor's call, through the control API. */
export type ServeControl = (request: IncomingMessage, response: ServerResponse, head: RequestHead) => void

export function createControlServer(api: ReturnType<typeof createControlApi>): ServeControl {
  const heads = new WeakMap<IncomingMessage, RequestHead>()
  const listener = getRequestListener(
    (request, env) => {
      const incoming = 'incoming' in env ? env.incoming : null
      const head = incoming instanceof Object ? heads.get(incoming as IncomingMessage) : undefined
      return head === undefined ? new Response(null, { status: 500 }) : api.fetch(request, { head })
    },
    { overrideGlobalObjects: false },
  )
  return (request, response, head) => {
    heads.set(request, head)
    void listener(request, response)
  }
}
