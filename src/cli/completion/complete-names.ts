import { askServer } from '../ask-server.ts'
import { FAILED, FINE, type Terminal } from '../command.ts'
import { fieldList, fieldText } from '../fields.ts'

/** Somebody waits with a finger on the tab key. */
const TIMEOUT_MS = 1_500

/** `__complete accounts|pools`: the names, a line each; nothing, and no word of why, where they cannot be had. */
export async function completeNames(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [kind] = argv
  if (kind !== 'accounts' && kind !== 'pools') return FAILED
  const invocation = { flags: new Map<string, string>(), terminal: { ...terminal, err() {} }, words: [], argv }
  const answer = await askServer(invocation, { method: 'GET', path: `/api/${kind}`, timeoutMs: TIMEOUT_MS })
  if (!answer.ok) return FAILED
  for (const item of fieldList(answer.body, 'items')) terminal.out(fieldText(item, 'name'))
  return FINE
}
