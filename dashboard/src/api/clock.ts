import { useSyncExternalStore } from 'react'

/** How far the gateway's clock is ahead of this machine's, ms. */
let ahead = 0

/** Takes over what the gateway's clock shows: countdowns go by it. */
export function setClock(gatewayNow: number): void {
  ahead = gatewayNow - Date.now()
}

/** The gateway's time at this moment, epoch ms: for questions, not for what is shown. */
export function gatewayNow(): number {
  return Date.now() + ahead
}

const STEP_MS = 1_000
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(onChange: () => void): () => void {
  listeners.add(onChange)
  timer ??= setInterval(() => {
    for (const tell of listeners) tell()
  }, STEP_MS)
  return () => {
    listeners.delete(onChange)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/**
 * What is said of the gateway's time, which comes in whole seconds, epoch ms. Whoever uses it is drawn anew where other
 * words are said than a second ago; one timer serves them all.
 */
export function useSaid(say: (now: number) => string): string {
  return useSyncExternalStore(subscribe, () => say(Math.floor(gatewayNow() / STEP_MS) * STEP_MS))
}
