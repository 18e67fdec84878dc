import type { EventData } from '../../../src/admin/events-contract.ts'

type Told = EventData['requests']

export interface Gatherer {
  readonly add: (told: Told) => void
  readonly stop: () => void
}

/**
 * Gathers what comes in quick succession: the first is passed on at once, what follows it within `everyMs` together. To draw
 * a list anew for each would keep a busy page from anything else.
 */
export function gatherTold(pass: (told: Told) => void, everyMs: number): Gatherer {
  let gathered: Told | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  function rest(): void {
    timer = setTimeout(() => {
      timer = undefined
      if (gathered === null) return
      pass(gathered)
      gathered = null
      rest()
    }, everyMs)
  }

  return {
    add(told) {
      if (timer === undefined) {
        pass(told)
        rest()
        return
      }
      const { items, skipped } = gathered ?? { items: [], skipped: 0 }
      gathered = { items: [...items, ...told.items], skipped: skipped + told.skipped }
    },
    stop: () => clearTimeout(timer),
  }
}
