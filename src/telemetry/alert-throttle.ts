import type { AlertEvent } from './alerts.ts'
import { spanInWords } from './words.ts'

/** Messages that are sent in so many ms at the most; how many more there were is said in one of its own. */
const MOST = 20
const MINUTE_MS = 60_000
const WITHIN_MS = 10 * MINUTE_MS

/** Keeps alerts from becoming a storm of messages. Times are epoch ms. */
export class AlertThrottle {
  /** When the last messages were sent, the oldest first. */
  #sent: number[] = []
  #heldBack = 0
  #heldSince = 0

  /** What is to be sent of these, and of what was held back before. */
  offer(events: readonly AlertEvent[], now: number): readonly AlertEvent[] {
    this.#sent = this.#sent.filter((at) => now - at < WITHIN_MS)
    const due: AlertEvent[] = []
    if (this.#heldBack > 0 && this.#sent.length < MOST) due.push(this.#tellHeldBack(now))
    for (const event of events) {
      if (this.#sent.length < MOST) {
        this.#sent.push(now)
        due.push(event)
      } else {
        if (this.#heldBack === 0) this.#heldSince = now
        this.#heldBack += 1
      }
    }
    return due
  }

  /** When what is held back may be told; `null` where nothing is. */
  get dueAt(): number | null {
    const [first] = this.#sent
    return this.#heldBack === 0 || first === undefined ? null : first + WITHIN_MS
  }

  #tellHeldBack(now: number): AlertEvent {
    // It comes a few seconds after its time, when it is next looked; those are no further minute.
    const minutes = Math.max(1, Math.round((now - this.#heldSince) / MINUTE_MS))
    const text = `And ${this.#heldBack} more alerts in the last ${spanInWords(minutes * MINUTE_MS)} that were not sent one by one: \`GET /api/alerts\` and the Overview page show what is so now.`
    this.#heldBack = 0
    return { event: 'raised', kind: 'more', level: 'warning', text, pool: null, account: null, at: now }
  }
}
