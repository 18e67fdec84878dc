import { StateUnavailable } from '../model/state-unavailable.ts'
import { toAccountRows } from './account-view.ts'
import { poolsSeen, toSeenAccounts, type PoolsSeen, type SeenPool } from './accounts-seen.ts'
import type { Changed } from './change-notes.ts'
import { EventListener, type Topic, type Wish } from './event-listener.ts'
import { createRequestTeller } from './event-requests.ts'
import type { Overview } from './overview.ts'
import type { OverviewBody } from './overview-contract.ts'
import { toPoolRow } from './pool-routes.ts'
import type { ControlDeps } from './ports.ts'
import { RowChanges } from './row-changes.ts'
import { isStillAdmitted } from './still-admitted.ts'

/** How often it is looked at what has a state, and whether listeners may go on, ms. */
const LOOK_EVERY_MS = 1_000
/** How often the overview is told where nothing changes, ms. */
const OVERVIEW_EVERY_MS = 15_000

/** Tells listeners what happens. Nothing is looked at while there are none. */
export interface EventHub {
  /** Resolves once whatever changes from then on is told. Rejects with `StateUnavailable` where no board can be reached. */
  listen(wish: Wish): Promise<ReadableStream<Uint8Array>>
}

export function createEventHub(deps: ControlDeps, overview: Overview): EventHub {
  const { listening } = deps
  const listeners = new Set<EventListener>()
  const accounts = new RowChanges()
  const pools = new RowChanges()
  const requests = createRequestTeller(deps, listeners)
  let counted: ReadonlyMap<Changed, number> = new Map()
  let told = { key: '', at: 0 }
  /** Of pools that do not answer for a while it is told nothing: neither that their accounts are gone. */
  let lastSeen: ReadonlyMap<string, SeenPool> = new Map()
  let stops: readonly (() => void)[] = []

  const wanting = (topic: Topic): readonly EventListener[] => [...listeners].filter((one) => one.wants(topic))

  function start(): void {
    if (stops.length > 0) return
    counted = deps.changes.counts()
    const [tell, look, watch] = [oneAtATime(() => requests.tell()), oneAtATime(lookAtState), oneAtATime(watchListeners)]
    const onTick = (): void => {
      tellChanges()
      tell()
      serve()
    }
    stops = [
      listening.every(listening.tickMs, onTick),
      listening.every(LOOK_EVERY_MS, look),
      listening.every(LOOK_EVERY_MS, watch),
    ]
    listening.closing.addEventListener('abort', endAll)
  }

  function stop(): void {
    for (const one of stops) one()
    stops = []
    listening.closing.removeEventListener('abort', endAll)
    accounts.forget()
    pools.forget()
    lastSeen = new Map()
    requests.stop()
  }

  function endAll(): void {
    for (const listener of listeners) listener.end()
  }

  function serve(): void {
    for (const listener of listeners) listener.serve()
  }

  /** A look that takes long is not begun again meanwhile. After a bug listeners come back to a hub that begins anew. */
  function oneAtATime(work: () => Promise<void>): () => void {
    let isBusy = false
    const run = async (): Promise<void> => {
      try {
        await work()
      } catch (error) {
        if (error instanceof StateUnavailable) return
        deps.onBug(error)
        endAll()
      } finally {
        isBusy = false
        serve()
      }
    }
    return () => {
      if (isBusy) return
      isBusy = true
      void run()
    }
  }

  function tellChanges(): void {
    const counts = deps.changes.counts()
    const changed = [...counts].filter(([what, count]) => counted.get(what) !== count).map(([what]) => what)
    counted = counts
    if (changed.length === 0) return
    for (const listener of wanting('changes')) for (const what of changed) listener.mailbox.putChanged(what)
  }

  async function lookAtState(): Promise<void> {
    const wants = { overview: wanting('overview'), accounts: wanting('accounts'), pools: wanting('pools') }
    if (wants.accounts.length === 0) accounts.forget()
    if (wants.pools.length === 0) pools.forget()
    if (wants.overview.length + wants.accounts.length + wants.pools.length === 0) return
    const seen = await poolsSeen(deps)
    const known = withLast(seen)
    if (accounts.hasBegun) {
      const changed = accounts.next(await toAccountRows(deps, toSeenAccounts(deps, known)))
      for (const { mailbox } of wants.accounts) mailbox.putRows('accounts', changed)
    }
    if (pools.hasBegun) {
      const changed = pools.next(toPoolRows(known))
      for (const { mailbox } of wants.pools) mailbox.putRows('pools', changed)
    }
    if (wants.overview.length > 0) tellOverview(await overview(seen), wants.overview)
  }

  function tellOverview(body: OverviewBody, to: readonly EventListener[]): void {
    const key = keyOf(body)
    if (key === told.key && Math.abs(body.now - told.at) < OVERVIEW_EVERY_MS) return
    told = { key, at: body.now }
    const json = JSON.stringify(body)
    for (const { mailbox } of to) mailbox.putOverview(json)
  }

  async function watchListeners(): Promise<void> {
    await listening.refresh()
    await Promise.all([...listeners].map(watchOne))
  }

  async function watchOne(listener: EventListener): Promise<void> {
    const mayGoOn = await isStillAdmitted(deps, listener.wish.caller)
    if (!mayGoOn || listener.hasHadItsTime(listening.longestMs)) listener.end()
  }

  /** Those that do not answer as they were seen last. */
  function withLast({ pools: answered, unreachable }: PoolsSeen): readonly SeenPool[] {
    const all = [...answered, ...unreachable.flatMap((name) => lastSeen.get(name) ?? [])]
    lastSeen = new Map(all.map((pool) => [pool.name, pool]))
    return all
  }

  function toPoolRows(seen: readonly SeenPool[]) {
    return seen.map(({ name, view }) => toPoolRow(deps, name, view))
  }

  /** What changes from now on is told, so that whoever then fetches all there is misses nothing. */
  async function beginRows(listener: EventListener): Promise<void> {
    const isNewToAccounts = listener.wants('accounts') && !accounts.hasBegun
    const isNewToPools = listener.wants('pools') && !pools.hasBegun
    if (!isNewToAccounts && !isNewToPools) return
    const seen = withLast(await poolsSeen(deps))
    const rows = isNewToAccounts ? await toAccountRows(deps, toSeenAccounts(deps, seen)) : []
    if (isNewToAccounts && !accounts.hasBegun) accounts.begin(rows)
    if (isNewToPools && !pools.hasBegun) pools.begin(toPoolRows(seen))
  }

  return {
    async listen(wish) {
      const listener = new EventListener(
        {
          ...wish,
          onOver() {
            listeners.delete(listener)
            if (listeners.size === 0) stop()
            wish.onOver()
          },
        },
        () => deps.now(),
      )
      listeners.add(listener)
      start()
      try {
        await beginRows(listener)
        if (listener.wants('requests')) await requests.start(listener.wish.filter)
      } catch (error) {
        listener.abandon()
        throw error
      }
      // The first overview comes with the next look.
      told = { key: '', at: 0 }
      listener.mailbox.putHello(JSON.stringify({ version: deps.version, now: deps.now() }))
      return listener.stream
    },
  }
}

/** What of an overview is news: time goes on by itself. */
function keyOf(body: OverviewBody): string {
  const recent = body.recent.filter(({ requests }) => requests > 0)
  return JSON.stringify({ ...body, now: 0, recent, live: { ...body.live, windowMs: 0 } })
}
