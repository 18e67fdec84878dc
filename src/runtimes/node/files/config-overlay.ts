import { join } from 'node:path'
import { isRecord } from '../../../config/json-record.ts'
import { layOver, supersede } from '../../../config/lay-over.ts'
import { type Done, readText, writeWhole } from './private-file.ts'

const INLINE = 'CLAUDEFLARE_CONFIG_JSON'

/**
 * What the control API changed where the configuration is given as text in the environment, which cannot be written: a
 * file in the state folder with values by their dotted keys, laid over that text.
 */
export function overlayPath(home: string): string {
  return join(home, 'changed-settings.json')
}

/** The environment as it is to be read: with its inline configuration changed as the API has asked. */
export function withOverlay(env: Readonly<Record<string, string | undefined>>, home: string): Done<typeof env> {
  const inline = env[INLINE]
  if (inline === undefined || inline.trim() === '') return { ok: true, value: env, notes: [] }
  const changes = readOverlay(home)
  if (!changes.ok) return changes
  return { ok: true, value: { ...env, [INLINE]: layOver(inline, changes.value) }, notes: [] }
}

/** Adds to what was changed, durably. */
export function changeOverlay(home: string, values: ReadonlyMap<string, unknown>): Done<null> {
  const before = readOverlay(home)
  if (!before.ok) return before
  const merged = Object.fromEntries(supersede(before.value, values))
  return writeWhole(overlayPath(home), `${JSON.stringify(merged, null, 2)}\n`)
}

function readOverlay(home: string): Done<ReadonlyMap<string, unknown>> {
  const path = overlayPath(home)
  const read = readText(path)
  if (!read.ok) return read
  try {
    const value: unknown = JSON.parse(read.value ?? '{}')
    if (isRecord(value)) return { ok: true, value: new Map(Object.entries(value)), notes: [] }
  } catch {
    // said below
  }
  return { ok: false, why: `${path} holds no JSON object; delete it to go by ${INLINE} alone` }
}
