import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const CONFIG = join(import.meta.dirname, '../../wrangler.jsonc')

/** The date whose behaviour the Worker is deployed with; `worker:dev` runs it with the same. */
export async function readCompatibilityDate(): Promise<string> {
  const date = /"compatibility_date":\s*"([\d-]+)"/.exec(await readFile(CONFIG, 'utf8'))?.[1]
  if (date === undefined) throw new Error(`${CONFIG} has no compatibility_date`)
  return date
}
