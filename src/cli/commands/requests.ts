import { askServer, tellFailure } from '../ask-server.ts'
import { type Command, FINE, type Invocation, JSON_FLAG, refuseUsage, viewOf } from '../command.ts'
import { SERVER_FLAGS } from '../find-server.ts'
import { printList } from '../print-list.ts'
import { followRequests } from '../requests/follow-requests.ts'
import { requestColumns } from '../requests/request-columns.ts'
import { DEFAULT_LIMIT, FOLLOW_FILTERS, LIST_FILTERS, readFilters } from '../requests/request-filters.ts'
import { tellRoomsSeen } from '../requests/rooms-seen.ts'
import { toTimeline } from '../requests/timeline.ts'

export const requests: Command = {
  name: 'requests',
  summary: 'lists the latest requests, or follows them; with an ID shows what became of one',
  usage: ['requests', 'requests --follow', 'requests ID'],
  flags: [
    ...LIST_FILTERS,
    { name: 'follow', takes: 'nothing', help: 'shows requests as they end, until Ctrl-C' },
    JSON_FLAG,
    ...SERVER_FLAGS,
  ],
  notes: ['--follow --json prints one JSON object a line.'],
  async run(invocation) {
    const { terminal, words, flags } = invocation
    const refuse = (why: string) => refuseUsage(terminal, 'requests', why)
    const [id, stray] = words
    if (stray !== undefined) return refuse('name one request')
    const isFollowing = flags.has('follow')
    if (id !== undefined) return isFollowing ? refuse('--follow takes no request') : showOne(invocation, id)
    const filters = isFollowing ? FOLLOW_FILTERS : LIST_FILTERS
    const odd = LIST_FILTERS.find(({ name }) => flags.has(name) && !filters.some((known) => known.name === name))
    if (odd !== undefined) return refuse(`--${odd.name} does not go with --follow`)
    const read = readFilters(flags, filters, Date.now())
    if (!read.ok) return refuse(read.why)
    if (isFollowing) return followRequests(invocation, read.query)
    const query = new URLSearchParams({ limit: DEFAULT_LIMIT })
    for (const [name, value] of read.query) query.set(name, value)
    const answer = await askServer(invocation, { method: 'GET', path: `/api/requests?${query.toString()}` })
    if (!answer.ok) return tellFailure(terminal, answer)
    return printList(invocation, answer.body, { columns: requestColumns, empty: 'no requests' })
  },
}

async function showOne(invocation: Invocation, id: string): Promise<number> {
  const { terminal, flags } = invocation
  const answer = await askServer(invocation, { method: 'GET', path: `/api/requests/${encodeURIComponent(id)}` })
  if (!answer.ok) return tellFailure(terminal, answer)
  if (flags.has('json')) {
    terminal.out(JSON.stringify(answer.body, null, 2))
    return FINE
  }
  const view = viewOf(invocation)
  for (const line of [...toTimeline(answer.body, view), ...tellRoomsSeen(answer.body, view)]) terminal.out(line)
  return FINE
}
