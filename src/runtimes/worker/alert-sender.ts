import type { Log } from '../../gateway/log.ts'
import type { Settings } from '../../model/settings.ts'
import { AlertSender } from '../../telemetry/alert-sender.ts'
import { createSideFetch } from './side-fetch.ts'

/** How long a webhook may take, ms. */
const WEBHOOK_MS = 10_000
/** A Worker does not know by which of its names it is reached. */
const NAME = 'a Cloudflare Worker'

/** Tells alerts from a Worker or one of its objects. */
export function createAlertSender(settings: () => Settings, log: () => Log): AlertSender {
  return new AlertSender({
    target: () => {
      const { webhookUrl, webhookAuthorization } = settings().alerts
      if (webhookUrl === null) return null
      return { url: webhookUrl.reveal(), authorization: webhookAuthorization?.reveal() ?? null }
    },
    gateway: () => NAME,
    fetch: createSideFetch('anywhere', WEBHOOK_MS),
    pause: (ms) =>
      new Promise((resolve) => {
        setTimeout(resolve, ms)
      }),
    log: { info: (message) => log().info(message), warn: (message) => log().warn(message) },
  })
}
