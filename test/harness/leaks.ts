import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Stage } from './stage.ts'

/** Where words show that should not: `WORD in the log`, once the gateway has ended. */
export function findLeaks({ gateway }: Stage, words: readonly string[]): readonly string[] {
  const written = gateway.stdout() + gateway.stderr()
  return words.filter((word) => written.includes(word)).map((word) => `${word} in the log`)
}

/** The same of the files in the state folder, but for the config file, where the user wrote them: `WORD in FILE`. */
export async function findLeaksOnDisk({ gateway }: Stage, words: readonly string[]): Promise<readonly string[]> {
  const found: string[] = []
  for (const file of await readdir(gateway.home, { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || file.name === 'config.json') continue
    const bytes = await readFile(join(file.parentPath, file.name))
    for (const word of words) if (bytes.includes(word)) found.push(`${word} in ${file.name}`)
  }
  return found
}
