import { askServer, tellFailure } from '../ask-server.ts'
import { type Command, FAILED, type Invocation, JSON_FLAG, refuseUsage, WRONG } from '../command.ts'
import { momentColumn, textColumn } from '../columns.ts'
import { fieldJson, fieldText } from '../fields.ts'
import { hasServer, SERVER_FLAGS } from '../find-server.ts'
import { loadForCommand } from '../load-for-command.ts'
import { withOfflineStore } from '../offline-store.ts'
import { type Listing, printList } from '../print-list.ts'
import { readWhole } from '../whole-number.ts'

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 500

const LISTING: Listing = {
  empty: 'nothing has been changed yet',
  columns: (view) => [
    momentColumn('TIME', 'time', view),
    textColumn('WHO', 'who'),
    textColumn('ACTION', 'action'),
    {
      title: 'TARGET',
      cell: (item) => [fieldText(item, 'targetName'), fieldText(item, 'target')].find((text) => text !== '-') ?? '-',
    },
    { title: 'SET', cell: (item) => fieldJson(item, 'detail') },
  ],
}

export const audit: Command = {
  name: 'audit',
  summary: 'lists who changed what, newest first',
  usage: ['audit'],
  flags: [
    { name: 'limit', takes: 'value', help: `how many, 1 to ${MAX_LIMIT} (${DEFAULT_LIMIT})` },
    JSON_FLAG,
    ...SERVER_FLAGS,
  ],
  async run(invocation) {
    const { terminal, flags, words } = invocation
    if (words.length > 0) return refuseUsage(terminal, 'audit', `${words[0]} is not known`)
    const given = flags.get('limit')
    const limit = given === undefined ? DEFAULT_LIMIT : readWhole(given, { least: 1, most: MAX_LIMIT })
    if (limit === null) {
      return refuseUsage(terminal, 'audit', `--limit is a number from 1 to ${MAX_LIMIT}`)
    }
    if (hasServer(invocation)) return listOverApi(invocation, limit)
    return listHere(invocation, limit)
  },
}

/** From the state of this folder; through its server where one runs. */
async function listHere(invocation: Invocation, limit: number): Promise<number> {
  const settings = loadForCommand(invocation)
  if (settings === null) return WRONG
  const used = await withOfflineStore(settings, (store) => store.audit.list({ limit, cursor: null }))
  switch (used.kind) {
    case 'held':
      return listOverApi(invocation, limit)
    case 'failed':
      invocation.terminal.err(`claudeflare: ${used.why}`)
      return FAILED
    case 'done':
      break
  }
  const items = used.value.items.map(({ id, at, who, action, target, detail }) => {
    const set: unknown = detail === null ? null : JSON.parse(detail)
    return { id: String(id), time: at, who, action, target, detail: set }
  })
  return printList(invocation, { items, next: used.value.next }, LISTING)
}

async function listOverApi(invocation: Invocation, limit: number): Promise<number> {
  const answer = await askServer(invocation, { method: 'GET', path: `/api/audit?limit=${limit}` })
  return answer.ok ? printList(invocation, answer.body, LISTING) : tellFailure(invocation.terminal, answer)
}
