import { randomBytes } from 'node:crypto'
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { Secret } from '../../../model/secret.ts'
import { tellDiskFailure } from './disk-failure.ts'
import { discard, type Done, PRIVATE_FILE, readText, tighten, writeWhole } from './private-file.ts'

const SECRET_BYTES = 32

/** The file that holds this installation's secret where `CLAUDEFLARE_SECRET` does not. */
export function secretPath(home: string): string {
  return join(home, 'secret')
}

/** A secret that is about to take the other's place: written before anything is sealed with it. */
function nextPath(home: string): string {
  return join(home, 'secret.next')
}

export function createSecret(): Secret {
  return new Secret(randomBytes(SECRET_BYTES).toString('base64url'))
}

/** `null` where there is none. */
export function readSecret(home: string, which: 'present' | 'next'): Done<Secret | null> {
  const path = which === 'present' ? secretPath(home) : nextPath(home)
  const read = readText(path)
  if (!read.ok) return read
  const text = read.value?.trim() ?? ''
  if (read.value !== null && text === '')
    return { ok: false, why: `${path} is empty; put back the secret that was in it` }
  return { ok: true, value: text === '' ? null : new Secret(text), notes: tighten(path, PRIVATE_FILE) }
}

export function writeSecret(home: string, which: 'present' | 'next', secret: Secret): Done<null> {
  return writeWhole(which === 'present' ? secretPath(home) : nextPath(home), `${secret.reveal()}\n`)
}

/** The secret of a state folder: made where there is none. Not over a vault that holds something: see `openNodeVault`. */
export function keepSecret(home: string): Done<Secret> {
  const kept = readSecret(home, 'present')
  if (!kept.ok) return kept
  if (kept.value !== null) return { ...kept, value: kept.value }
  const made = createSecret()
  const written = writeSecret(home, 'present', made)
  return written.ok ? { ok: true, value: made, notes: [] } : written
}

/** What was to come is the secret from now on. */
export function promoteNext(home: string): Done<null> {
  try {
    renameSync(nextPath(home), secretPath(home))
    return { ok: true, value: null, notes: [] }
  } catch (error) {
    return {
      ok: false,
      why: `${nextPath(home)} cannot take the place of ${secretPath(home)}: ${tellDiskFailure(error)}`,
    }
  }
}

/** It was written for a change that did not come to be. */
export function discardNext(home: string): void {
  discard(nextPath(home))
}
