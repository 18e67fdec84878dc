import { askForList, askServer, tellFailure } from '../ask-server.ts'
import { FINE, type Invocation } from '../command.ts'
import { listen, type Listened } from '../events/listen.ts'
import { fieldList, fieldText } from '../fields.ts'
import { findServer } from '../find-server.ts'
import type { Screen } from '../look/screen.ts'
import { createPainter } from './painter.ts'
import { toFrame } from './top-frame.ts'
import { createTopState, onKey, onServerEvent, type TopState, withRequests } from './top-state.ts'

/** Countdowns go on although nothing is told. */
const TICK_MS = 1_000
const TOPICS = 'overview,accounts,requests'
/** Of a picture that no screen bounds. */
const ONCE = { columns: 120, rows: 200 } as const
/** How many of the latest requests are looked through for what happened before. */
const LOOK_BACK = 100

/** Several may come at once. An arrow is three characters. */
// oxlint-disable-next-line no-control-regex
const KEY = /\u001B\[[A-Z]|[^]/g

type Loaded =
  | { readonly ok: true; readonly state: TopState }
  /** It has been told why. */
  | { readonly ok: false; readonly exit: number }

/** `top --once`: one picture, for scripts too. */
export async function printTop(invocation: Invocation): Promise<number> {
  const { terminal } = invocation
  const loaded = await load(invocation)
  if (!loaded.ok) return loaded.exit
  const { width, colour } = terminal.look()
  const frame = toFrame(loaded.state, { ...ONCE, columns: width ?? ONCE.columns }, { colour, now: Date.now() })
  for (const line of frame.slice(0, -1)) terminal.out(line.trimEnd())
  return FINE
}

/** `top`: drawn anew as things happen, until somebody wants an end. */
export async function runTop(invocation: Invocation, openScreen: () => Screen | null): Promise<number> {
  const { terminal } = invocation
  const loaded = await load(invocation)
  if (!loaded.ok) return loaded.exit
  const screen = openScreen()
  if (screen === null) return FINE
  let told: Listened
  try {
    told = await show(invocation, loaded.state, screen)
  } finally {
    screen.close()
  }
  return told.ok ? told.exit : tellFailure(terminal, told)
}

async function show(invocation: Invocation, first: TopState, screen: Screen): Promise<Listened> {
  const { terminal } = invocation
  const { colour } = terminal.look()
  const painter = createPainter(screen)
  const quit = new AbortController()
  let state = first
  /** What is on the screen while the display rests. */
  let resting: TopState | null = null
  const draw = () => painter.draw(toFrame(resting ?? state, screen.size(), { colour, now: Date.now() }))
  const become = (next: TopState) => {
    state = next
    if (resting === null) draw()
  }
  screen.onResize(() => {
    painter.forget()
    draw()
  })
  screen.onKeys((keys) => {
    for (const [key] of keys.matchAll(KEY)) {
      const next = onKey(resting ?? state, key)
      if (next === 'quit') {
        quit.abort()
        return
      }
      const { isPaused, selected, sort } = next
      state = { ...state, isPaused, selected, sort }
      resting = isPaused ? next : null
    }
    draw()
  })
  const ticking = setInterval(() => {
    if (resting === null) draw()
  }, TICK_MS)
  draw()
  try {
    return await listen(invocation, {
      query: new URLSearchParams({ topics: TOPICS }),
      signal: AbortSignal.any([terminal.stopping(), quit.signal]),
      onEvent(event) {
        become(onServerEvent({ ...state, connection: { kind: 'live' } }, event))
        // What was told before this connection may be out of date.
        if (event.name === 'hello') void loadAccounts(invocation).then((accounts) => become({ ...state, ...accounts }))
      },
      onLost: (why) => become({ ...state, connection: { kind: 'lost', why } }),
      onBack: () => become({ ...state, connection: { kind: 'live' } }),
    })
  } finally {
    clearInterval(ticking)
  }
}

async function load(invocation: Invocation): Promise<Loaded> {
  const { terminal } = invocation
  const overview = await askServer(invocation, { method: 'GET', path: '/api/overview' })
  if (!overview.ok) return { ok: false, exit: tellFailure(terminal, overview) }
  const server = findServer(invocation)
  const latest = await askServer(invocation, { method: 'GET', path: `/api/requests?limit=${LOOK_BACK}` })
  const happened = latest.ok ? fieldList(latest.body, 'items').toReversed() : []
  const state = createTopState(server.ok ? server.url : '')
  const accounts = await loadAccounts(invocation)
  return { ok: true, state: withRequests({ ...state, overview: overview.body, ...accounts }, happened) }
}

/** Nothing where they cannot be had just now. */
async function loadAccounts(invocation: Invocation): Promise<Partial<Pick<TopState, 'accounts'>>> {
  const answer = await askForList(invocation, '/api/accounts')
  if (!answer.ok) return {}
  return { accounts: new Map(fieldList(answer.body, 'items').map((item) => [fieldText(item, 'id'), item])) }
}
