import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { createControlApi } from '../../admin/control-api.ts'
import type { ControlEnv } from '../../admin/ports.ts'
import type { RequestHead } from '../../gateway/request-head.ts'

/** Serves everything that is no vendor's call, through the control API. */
export type ServeControl = (request: IncomingMessage, response: ServerResponse, head: RequestHead) => void

export function createControlServer(api: ReturnType<typeof createControlApi>): ServeControl {
  const visits = new WeakMap<IncomingMessage, ControlEnv['Bindings']>()
  const listener = getRequestListener(
    (request, env) => {
      const incoming = 'incoming' in env ? env.incoming : null
      const asked = incoming instanceof Object ? visits.get(incoming as IncomingMessage) : undefined
      return asked === undefined ? new Response(null, { status: 500 }) : api.fetch(request, asked)
    },
    { overrideGlobalObjects: false },
  )
  return (request, response, head) => {
    visits.set(request, { head, hangUp: () => response.destroy() })
    void listener(request, response)
  }
}
