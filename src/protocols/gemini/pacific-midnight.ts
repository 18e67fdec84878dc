const DAY_MS = 86_400_000

/** The next midnight (epoch ms) in America/Los_Angeles, when the vendor's quotas per day begin anew. */
export function nextPacificMidnight(time: number): number {
  const midnight = (Math.floor(wallTime(time) / DAY_MS) + 1) * DAY_MS
  const guess = midnight - offset(time)
  // Where the clocks change in between, midnight is an hour off the guess; they never change at midnight itself.
  return midnight - offset(guess)
}

function offset(time: number): number {
  return wallTime(time) - time
}

/** What a clock on the wall there shows, as if it were UTC. */
function wallTime(time: number): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/Los_Angeles',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const parts = new Map(format.formatToParts(time).map((part) => [part.type, Number(part.value)]))
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
  const seconds = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return seconds + (((time % 1000) + 1000) % 1000)
}
