import { SETTINGS } from '../../config/setting-table.ts'
import { askGateway } from '../ask-gateway.ts'
import { tellFailure } from '../ask-server.ts'
import { type Command, FAILED, FINE, type Invocation, JSON_FLAG, refuseUsage, viewOf } from '../command.ts'
import { fieldJson } from '../fields.ts'
import { SERVER_FLAGS } from '../find-server.ts'
import { tellLeaked } from '../leaked-credential.ts'
import { layOutTable } from '../table.ts'

interface Setting {
  readonly key: string
  readonly value: unknown
  /** `value` as a person reads it. */
  readonly shown: string
  readonly source: string
}

export const config: Command = {
  name: 'config',
  summary: 'shows the settings in force and where each came from; changes them without a restart',
  usage: ['config [list]', 'config get KEY', 'config set KEY VALUE'],
  flags: [JSON_FLAG, ...SERVER_FLAGS],
  actions: ['list', 'get', 'set'],
  names: 'settings',
  notes: ['Keys are those of the config file, dotted: load_balancer.strategy. A value is JSON, or else text.'],
  refuses: tellLeaked,
  async run(invocation) {
    const { terminal, words } = invocation
    const [action = 'list', key, value, stray] = words
    const refuse = (why: string) => refuseUsage(terminal, 'config', why)
    if (stray !== undefined) return refuse(`${stray} is not known: a value with spaces goes in quotes`)
    switch (action) {
      case 'list':
        return key === undefined ? list(invocation) : refuse(`${key} is not known`)
      case 'get':
        if (key === undefined || value !== undefined) return refuse('name one setting')
        return get(invocation, key)
      case 'set':
        if (key === undefined || value === undefined) return refuse('name one setting and its value')
        return set(invocation, key, value)
      default:
        return refuse(`${action} is not known`)
    }
  },
}

async function list(invocation: Invocation): Promise<number> {
  const { terminal, flags } = invocation
  const answer = await askGateway(invocation, { method: 'GET', path: '/api/config' })
  if (!answer.ok) return tellFailure(terminal, answer)
  if (flags.has('json')) {
    terminal.out(JSON.stringify(answer.body, null, 2))
    return FINE
  }
  const columns = [
    { title: 'KEY', cell: ({ key }: Setting) => key, whole: true },
    { title: 'VALUE', cell: ({ shown }: Setting) => shown },
    { title: 'FROM', cell: ({ source }: Setting) => source },
  ] as const
  for (const line of layOutTable(columns, toSettings(answer.body), viewOf(invocation))) terminal.out(line)
  return FINE
}

/** Settings that `GET /api/config` leaves out, since they hold credentials or are lists of their own. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['accounts', 'claudeflare accounts lists them'],
  ['load_balancer.api_keys', 'claudeflare accounts lists them'],
  ['pools', 'claudeflare pools lists them'],
  ['load_balancer.uuid', 'claudeflare keys path shows the addresses with it'],
])

/** Why a setting cannot be got. */
function tellUnlisted(key: string): string {
  if (!Object.hasOwn(SETTINGS, key)) return `there is no setting ${key}; claudeflare config lists them`
  return `${key} is not shown here: ${ELSEWHERE.get(key) ?? 'look where the gateway is started'}`
}

/** The value alone, so that a script can take it. */
async function get(invocation: Invocation, key: string): Promise<number> {
  const { terminal, flags } = invocation
  const answer = await askGateway(invocation, { method: 'GET', path: '/api/config' })
  if (!answer.ok) return tellFailure(terminal, answer)
  const setting = toSettings(answer.body).find((known) => known.key === key)
  if (setting === undefined) {
    terminal.err(`claudeflare: ${tellUnlisted(key)}`)
    return FAILED
  }
  terminal.out(flags.has('json') ? JSON.stringify(setting.value, null, 2) : setting.shown)
  return FINE
}

async function set(invocation: Invocation, key: string, text: string): Promise<number> {
  const { terminal, flags } = invocation
  const answer = await askGateway(invocation, { method: 'PATCH', path: '/api/config', body: { [key]: toValue(text) } })
  if (!answer.ok) return tellFailure(terminal, answer)
  if (flags.has('json')) terminal.out(JSON.stringify(answer.body, null, 2))
  else
    terminal.out(
      `${key} is ${toSettings(answer.body).find((known) => known.key === key)?.shown ?? text} from the next request on`,
    )
  return FINE
}

function toSettings(body: unknown): readonly Setting[] {
  const settings = entriesOf(body, 'settings')
  const sources = new Map(entriesOf(body, 'sources'))
  return settings.map(([key, value]) => {
    const shown = typeof value === 'string' ? value : fieldJson({ value }, 'value')
    const source = sources.get(key)
    return { key, value, shown, source: typeof source === 'string' ? source : 'default' }
  })
}

function entriesOf(body: unknown, field: string): readonly (readonly [string, unknown])[] {
  const section: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, field) : null
  return typeof section === 'object' && section !== null ? Object.entries(section) : []
}

/** `5`, `true` and `["a"]` are what they are in the file; whatever is no JSON is text. */
function toValue(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return text
  }
}
