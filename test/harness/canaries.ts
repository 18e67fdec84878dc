import { randomBytes } from 'node:crypto'
import { ask } from './ask.ts'
import type { Ask, Told } from './ask.ts'
import { findIn, toEvidence } from './leaks.ts'
import type { Evidence } from './leaks.ts'

/** Where a secret may be all the same: names of secrets, places, and why. */
export interface Allowed {
  readonly secret: RegExp
  readonly where: RegExp
  readonly why: string
}

/** The secrets of a test, each of which shows wherever it is, and all that was said and written while they were about. */
export interface Canaries {
  /** A new one that begins like this. */
  make(name: string, beginning?: string): string
  /** One that somebody else made. */
  note(name: string, value: string): string
  /** Keeps an answer. */
  keep(where: string, told: Told): Told
  add(evidence: readonly Evidence[]): void
  /** Asks, and keeps the answer by method and path. */
  ask(url: string, asked?: Ask, where?: string): Promise<Told>
  /** Every secret by its name, with where it shows and may not. */
  found(allowed: readonly Allowed[]): readonly string[]
  /** How much was looked at. */
  size(): { readonly secrets: number; readonly evidence: number }
}

export function createCanaries(): Canaries {
  const secrets = new Map<string, string>()
  const evidence: Evidence[] = []
  const note = (name: string, value: string): string => {
    if (value.length < 16) throw new Error(`${name} is too short to be told from chance`)
    secrets.set(value, name)
    return value
  }
  const keep = (where: string, told: Told): Told => {
    evidence.push(toEvidence(where, `${told.status} ${JSON.stringify(told.rawHeaders)}\n`))
    evidence.push({ where, bytes: told.bytes })
    return told
  }
  return {
    make: (name, beginning = 'canary-') => note(name, beginning + randomBytes(18).toString('hex')),
    note,
    keep,
    add: (more) => void evidence.push(...more),
    async ask(url, asked = {}, where) {
      const { pathname } = new URL(url)
      return keep(where ?? `the answer to ${asked.method ?? 'GET'} ${pathname}`, await ask(url, asked))
    },
    found(allowed) {
      const lines = findIn(evidence, [...secrets.keys()]).map((line) => {
        const [value = '', where = ''] = split(line)
        return { name: secrets.get(value) ?? value, where }
      })
      const wrong = lines.filter(
        ({ name, where }) => !allowed.some((one) => one.secret.test(name) && one.where.test(where)),
      )
      return [...new Set(wrong.map(({ name, where }) => `${name} in ${where}`))]
    },
    size: () => ({ secrets: secrets.size, evidence: evidence.length }),
  }
}

function split(line: string): readonly string[] {
  const at = line.indexOf(' in ')
  return [line.slice(0, at), line.slice(at + 4)]
}
