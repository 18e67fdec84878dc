import { parseArgs } from 'node:util'
import { PART_NAMES, type PartName } from './figure.ts'

export type Options =
  | { readonly kind: 'run'; readonly pace: 'full' | 'quick'; readonly parts: readonly PartName[] }
  | { readonly kind: 'help' }
  | { readonly kind: 'refused'; readonly message: string }

export const HELP = `npm run bench -- [--quick] [--only PART,…]

Measures what the gateway costs and writes bench/results.md, where every part could be measured.
  --quick       fewer rounds, nothing written; its figures show a direction only
  --only LIST   of ${PART_NAMES.join(', ')}; nothing written`

export function parseOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { quick: { type: 'boolean' }, only: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    })
    if (values.help === true) return { kind: 'help' }
    const wanted = values.only?.split(',') ?? [...PART_NAMES]
    const unknown = wanted.filter((each) => !PART_NAMES.some((name) => name === each))
    if (unknown.length > 0) return { kind: 'refused', message: `--only knows no ${unknown.join(', ')}\n\n${HELP}` }
    const parts = PART_NAMES.filter((name) => wanted.includes(name))
    return { kind: 'run', pace: values.quick === true ? 'quick' : 'full', parts }
  } catch (error) {
    return { kind: 'refused', message: `${error instanceof Error ? error.message : String(error)}\n\n${HELP}` }
  }
}
