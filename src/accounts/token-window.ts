/** Length of the window that `tokens_per_minute` speaks of, in ms. */
const WINDOW_MS = 60_000
/** What is used within so many ms is remembered as one, and for as much longer at the most. */
const GRAIN_MS = 100
/** How soon it is worth asking again where calls under way alone fill the limit, ms: any of them may end with less. */
const BUSY_MS = 5_000

/** Tokens that one client key used in the last 60 s, with those of calls under way as they are estimated. Times are epoch ms. */
export interface TokenWindow {
  /** 0 where fewer than `limit` were used, else the ms until that may be so. */
  waitMs(limit: number, now: number): number
  used(now: number): number
  underWay(): number
  begin(estimate: number): void
  /** A call is over that began with this estimate. */
  settle(estimate: number, used: number, now: number): void
}

interface Entry {
  readonly until: number
  tokens: number
}

export function createTokenWindow(): TokenWindow {
  /** Oldest first. */
  let entries: Entry[] = []
  let settled = 0
  let underWay = 0
  let latest = 0

  function advance(now: number): void {
    // A clock that was set back must not keep what was used for longer, nor let a second quota through.
    latest = Math.max(latest, now)
    const kept = entries.findIndex(({ until }) => until > latest)
    const gone = kept === -1 ? entries.length : kept
    for (let index = 0; index < gone; index++) settled -= entries[index]?.tokens ?? 0
    if (gone > 0) entries = entries.slice(gone)
  }

  return {
    waitMs(limit, now) {
      advance(now)
      let used = settled + underWay
      if (used < limit) return 0
      if (underWay >= limit) return BUSY_MS
      for (const { until, tokens } of entries) {
        used -= tokens
        if (used < limit) return until - latest
      }
      return BUSY_MS
    },
    used(now) {
      advance(now)
      return settled + underWay
    },
    underWay: () => underWay,
    begin(estimate) {
      underWay += estimate
    },
    settle(estimate, used, now) {
      advance(now)
      underWay -= estimate
      if (used === 0) return
      settled += used
      const until = Math.ceil(latest / GRAIN_MS) * GRAIN_MS + WINDOW_MS
      const last = entries.at(-1)
      if (last?.until === until) last.tokens += used
      else entries.push({ until, tokens: used })
    },
  }
}
