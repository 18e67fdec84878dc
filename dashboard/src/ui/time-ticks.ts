const DAY_S = 86_400

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

/** Texts at a time axis, epoch seconds: the clock, and the day where one begins or where they are a day apart. */
export function toTimeTicks(splits: readonly number[], step: number): readonly string[] {
  return splits.map((seconds) => {
    const at = new Date(seconds * 1_000)
    const isMidnight = at.getHours() === 0 && at.getMinutes() === 0
    return isMidnight || step >= DAY_S ? DATE.format(at) : CLOCK.format(at)
  })
}
