import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import type { Contender } from './contenders.ts'
import { CONTENDERS, isContender } from './contenders.ts'
import type { Nuisances } from './nuisances.ts'
import { NUISANCE_NAMES, parseNuisances } from './nuisances.ts'
import type { World } from './world.ts'
import { USUAL_WORLD } from './world.ts'

/** Without nuisances, with all of them, or with some. */
export interface NamedWorld {
  readonly name: string
  readonly world: World
}

export interface Plan {
  readonly kind: 'run'
  readonly worlds: readonly NamedWorld[]
  readonly loads: readonly number[]
  readonly contenders: readonly Contender[]
  readonly seeds: number
  readonly threads: number
  /** Whether it is all of it, and its results are kept. */
  readonly extent: 'whole' | 'part'
}

export type Options = Plan | { readonly kind: 'help' } | { readonly kind: 'refused'; readonly message: string }

/** Without any; with all but that there are several gateways; with all. */
const USUAL_NUISANCES = ['off', 'one gateway', 'on']
const LOADS = [0.3, 0.6, 0.9, 1.1]
const SEEDS = 20
const QUICK_SEEDS = 3

export const HELP = `npm run bench:quality -- [OPTION]…

Sends conversations through every strategy, in virtual time, against vendors' limits, and prints what became of them.
All of it, which is without options, also writes bench/quality-results.md and docs/headroom-*.svg.
  --quick           ${QUICK_SEEDS} seeds instead of ${SEEDS}
  --seeds N         so many
  --only LIST       of ${CONTENDERS.join(', ')}
  --loads LIST      1 is what the vendors leave to the pool; ${LOADS.join(',')} unless told otherwise
  --nuisances LIST  off, on, one gateway (all but replicas), or some of ${NUISANCE_NAMES.join(', ')}; off, one gateway and on, one after the other, unless told otherwise
  --cut hard        when limits are cut, as many conversations begin as before
  --accounts N      ${USUAL_WORLD.vendor.accounts} unless told otherwise
  --group N         so many accounts share the limits of one organisation
  --hold MS         how long a call may be held for room`

export function parseOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean' },
        seeds: { type: 'string' },
        only: { type: 'string' },
        loads: { type: 'string' },
        nuisances: { type: 'string' },
        cut: { type: 'string' },
        accounts: { type: 'string' },
        group: { type: 'string' },
        hold: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.help === true) return { kind: 'help' }
    const { vendor } = USUAL_WORLD
    const base: World = {
      ...USUAL_WORLD,
      vendor: {
        ...vendor,
        accounts: countOf('accounts', values.accounts, vendor.accounts),
        accountsPerGroup: countOf('group', values.group, vendor.accountsPerGroup),
      },
      maxHoldMs: values.hold === '0' ? 0 : countOf('hold', values.hold, USUAL_WORLD.maxHoldMs),
    }
    const arrivals = arrivalsOf(values.cut)
    const names = values.nuisances === undefined ? USUAL_NUISANCES : [values.nuisances]
    return {
      kind: 'run',
      worlds: names.map((name) => ({ name, world: { ...base, nuisances: { ...nuisancesOf(name), arrivals } } })),
      loads: values.loads?.split(',').map((each) => loadOf(each)) ?? LOADS,
      contenders: values.only?.split(',').map(contenderOf) ?? CONTENDERS,
      seeds: countOf('seeds', values.seeds, values.quick === true ? QUICK_SEEDS : SEEDS),
      threads: availableParallelism(),
      extent: args.length === 0 ? 'whole' : 'part',
    }
  } catch (error) {
    return { kind: 'refused', message: `${error instanceof Error ? error.message : String(error)}\n\n${HELP}` }
  }
}

function countOf(name: string, text: string | undefined, usual: number): number {
  const count = text === undefined ? usual : Number(text)
  if (!Number.isInteger(count) || count < 1) throw new Error(`--${name} takes a whole number from 1, not ${text}`)
  return count
}

function loadOf(text: string): number {
  const load = Number(text)
  if (!(load > 0)) throw new Error(`--loads takes numbers above 0, not ${text}`)
  return load
}

function contenderOf(name: string): Contender {
  if (!isContender(name)) throw new Error(`--only knows no ${name}`)
  return name
}

function nuisancesOf(names: string): Nuisances {
  const nuisances = parseNuisances(names)
  if (nuisances === null) throw new Error(`--nuisances does not know all of ${names}`)
  return nuisances
}

function arrivalsOf(cut: string | undefined): Nuisances['arrivals'] {
  if (cut === undefined) return 'follow the cut'
  if (cut !== 'hard') throw new Error(`--cut takes hard, not ${cut}`)
  return 'as before'
}
