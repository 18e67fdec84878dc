import { parseArgs } from 'node:util'

export type StoreOptions =
  | {
      readonly kind: 'run'
      readonly rows: number
      readonly accounts: number
      /** The state folder that is filled, or found full, and kept; `null` where it is thrown away. */
      readonly keep: string | null
    }
  | { readonly kind: 'help' }
  | { readonly kind: 'refused'; readonly message: string }

/** With this many the results are written. */
export const FULL_ROWS = 10_000_000

export const HELP = `npm run bench:store -- [--rows N] [--accounts N] [--keep FOLDER]

Fills a store with requests of 30 days, asks a server over it for everything that the dashboard shows, and writes
bench/store-results.md where there are ${FULL_ROWS} of them.
  --rows N        how many requests (${FULL_ROWS})
  --accounts N    about how many accounts (20)
  --keep FOLDER   a state folder to fill, which is left there; one that holds a store already is measured as it is`

export function parseStoreOptions(args: readonly string[]): StoreOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        rows: { type: 'string', default: String(FULL_ROWS) },
        accounts: { type: 'string', default: '20' },
        keep: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.help === true) return { kind: 'help' }
    const [rows, accounts] = [Number(values.rows), Number(values.accounts)]
    for (const [name, value] of Object.entries({ rows, accounts })) {
      if (!Number.isSafeInteger(value) || value < 1) {
        return { kind: 'refused', message: `--${name} takes a whole number from 1\n\n${HELP}` }
      }
    }
    return { kind: 'run', rows, accounts, keep: values.keep ?? null }
  } catch (error) {
    return { kind: 'refused', message: `${error instanceof Error ? error.message : String(error)}\n\n${HELP}` }
  }
}
