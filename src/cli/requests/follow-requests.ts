import { tellFailure } from '../ask-server.ts'
import { type Invocation, viewOf } from '../command.ts'
import { listen } from '../events/listen.ts'
import { fieldList, fieldNumber } from '../fields.ts'
import { layOutTable } from '../table.ts'
import { followColumns } from './request-columns.ts'

/** `requests --follow`: a line for each request that ends, until somebody wants an end. */
export async function followRequests(invocation: Invocation, filter: URLSearchParams): Promise<number> {
  const { terminal, flags } = invocation
  const query = new URLSearchParams(filter)
  query.set('topics', 'requests')
  const isJson = flags.has('json')
  let isTitled = isJson
  const told = await listen(invocation, {
    query,
    signal: terminal.stopping(),
    onEvent({ name, data }) {
      if (name !== 'requests') return
      const skipped = fieldNumber(data, 'skipped') ?? 0
      const items = fieldList(data, 'items')
      if (isJson) for (const item of items) terminal.out(JSON.stringify(item))
      else {
        const view = viewOf(invocation)
        const lines = layOutTable(followColumns(view), items, view)
        for (const line of isTitled ? lines.slice(1) : lines) terminal.out(line)
        isTitled = true
      }
      if (skipped > 0) terminal.err(`claudeflare: ${skipped} more are not shown; claudeflare requests lists them`)
    },
    onLost: (why, ms) => terminal.err(`claudeflare: the connection is lost (${why}); trying again in ${ms / 1000} s`),
    onBack: () => terminal.err('claudeflare: connected again; claudeflare requests lists what ended meanwhile'),
  })
  return told.ok ? told.exit : tellFailure(terminal, told)
}
