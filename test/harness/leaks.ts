import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toForms, toReadings } from './secret-forms.ts'
import type { Stage } from './stage.ts'

/** Something that a gateway said or wrote, and where. */
export interface Evidence {
  readonly where: string
  readonly bytes: Buffer
}

/** Where words show that should not: `WORD in the log`, once the gateway has ended. */
export function findLeaks({ gateway }: Stage, words: readonly string[]): readonly string[] {
  return findIn([toEvidence('the log', gateway.stdout() + gateway.stderr())], words)
}

/** The same of the files in the state folder, but for the config file, where the user wrote them: `WORD in FILE`. */
export async function findLeaksOnDisk({ gateway }: Stage, words: readonly string[]): Promise<readonly string[]> {
  const files = await readFiles(gateway.home)
  return findIn(
    files.filter(({ where }) => where !== 'config.json'),
    words,
  )
}

/** Every file below a folder, by its path from there. */
export async function readFiles(folder: string): Promise<readonly Evidence[]> {
  const found: Evidence[] = []
  for (const file of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue
    const path = join(file.parentPath, file.name)
    found.push({ where: path.slice(folder.length + 1), bytes: await readFile(path) })
  }
  return found
}

export function toEvidence(where: string, text: string): Evidence {
  return { where, bytes: Buffer.from(text) }
}

/**
 * `WORD in WHERE`, for each word that shows in it: as it is, as base64, hexadecimal, percent-encoded or escaped as JSON, with
 * line breaks in between, or the heart of it alone.
 */
export function findIn(evidence: readonly Evidence[], words: readonly string[]): readonly string[] {
  const looked = words.map((word) => ({ word, forms: toForms(word) }))
  return evidence.flatMap(({ where, bytes }) => {
    const readings = toReadings(bytes)
    return looked
      .filter(({ forms }) => forms.some((form) => readings.some((reading) => reading.includes(form))))
      .map(({ word }) => `${word} in ${where}`)
  })
}
