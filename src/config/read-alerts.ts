import { Secret } from '../model/secret.ts'
import type { Settings } from '../model/settings.ts'
import { webhookUrl } from './base-url.ts'
import type { SettingReader } from './setting-reader.ts'
import { share, textLike } from './value-kinds.ts'

const BUDGET_SHARE = 0.8

/** Value of a header (RFC 9110 §5.5): `Bearer …`. */
const authorization = textLike(/^[\u0020-\u007e]+$/, {
  accepted: 'the value of a header, such as Bearer and a token',
  mask: 'credential',
})

/** Where alerts are sent, and when a budget is worth one. */
export function readAlerts(reader: SettingReader): Settings['alerts'] {
  const url = reader.read<string | null>('alerts.webhook_url', webhookUrl, null)
  const header = reader.read<string | null>('alerts.webhook_authorization', authorization, null)
  return {
    webhookUrl: url === null ? null : new Secret(url),
    webhookAuthorization: header === null ? null : new Secret(header),
    budgetShare: reader.read('alerts.budget_share', share, BUDGET_SHARE),
  }
}
