import type { AlertEvent } from './alerts.ts'
import type { Delivery, WebhookPorts, WebhookTarget } from './alert-webhook.ts'
import { deliver, maskWebhook, toWebhookBody, tryOnce } from './alert-webhook.ts'

export interface AlertSenderPorts extends WebhookPorts {
  /** `null` where none is set. */
  readonly target: () => WebhookTarget | null
  /** What this gateway is called in a message. */
  readonly gateway: () => string
  readonly log: { info(message: string): void; warn(message: string): void }
}

/** How a test message fared. */
export type AlertTest =
  /** No webhook is set. */
  | { readonly kind: 'unset' }
  /** `webhook` is its address, masked. */
  | (Delivery & { readonly webhook: string })

/** Messages that wait for the one before them at the most. */
const MAX_WAITING = 50

/** Tells alerts: a line in the log, and a message to the webhook where one is set. One message at a time, in order. */
export class AlertSender {
  readonly #ports: AlertSenderPorts
  #waiting = 0
  #last: Promise<unknown> = Promise.resolve()

  constructor(ports: AlertSenderPorts) {
    this.#ports = ports
  }

  /** Never throws, and never waits. */
  tell(event: AlertEvent): void {
    const { log, target, gateway } = this.#ports
    if (event.event === 'ended') log.info(event.text)
    else log.warn(event.text)
    const to = target()
    if (to === null) return
    if (this.#waiting >= MAX_WAITING) {
      log.warn(`the webhook ${maskWebhook(to.url)} is too slow: an alert was not sent to it`)
      return
    }
    this.#waiting += 1
    this.#last = this.#last.then(() => this.#send(to, toWebhookBody(event, gateway())))
  }

  /** Sends a message that says that it is a test, once. */
  async test(now: number): Promise<AlertTest> {
    const { target, gateway } = this.#ports
    const to = target()
    if (to === null) return { kind: 'unset' }
    const name = gateway()
    const text = `A test of the alerts of Claudeflare on ${name}: they arrive here.`
    const event = { event: 'test', kind: 'test', level: 'note', text, pool: null, account: null, at: now } as const
    const delivery = await tryOnce(to, toWebhookBody(event, name), this.#ports)
    return { ...delivery, webhook: maskWebhook(to.url) }
  }

  /** Resolves when all that was told so far is sent, or given up. */
  settled(): Promise<unknown> {
    return this.#last
  }

  async #send(target: WebhookTarget, body: string): Promise<void> {
    const delivery = await deliver(target, body, this.#ports)
    this.#waiting -= 1
    if (delivery.kind === 'failed')
      this.#ports.log.warn(`the webhook ${maskWebhook(target.url)} was not told of an alert: ${delivery.why}`)
  }
}
