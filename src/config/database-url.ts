import { type Parsed, unusable, type ValueKind } from './value-kind.ts'
import { text } from './value-kinds.ts'
import { resolvePath } from './resolve-path.ts'

const FILE = 'claudeflare.db'

/** `sqlite:` and a file, absolute or relative to the state folder. */
export function databaseUrl(home: string): ValueKind<string> {
  const words = {
    accepted: 'sqlite: and the name of a file (sqlite:/var/lib/claudeflare/state.db)',
    mask: 'url',
  } as const
  return text(words, (given) => readDatabaseUrl(given, home))
}

export function defaultDatabase(home: string): string {
  return resolvePath(FILE, home)
}

function readDatabaseUrl(given: string, home: string): Parsed<string> {
  if (/^postgres(?:ql)?:/i.test(given)) {
    return unusable('PostgreSQL, where several replicas share the state, is not built yet')
  }
  const name = /^sqlite:(?:\/\/)?(.*)$/is.exec(given)?.[1]
  if (name === undefined || name === '') return unusable()
  if (/[?#\0]/.test(name)) return unusable('it has a query or fragment')
  if (name.toLowerCase() === ':memory:') return unusable('state in memory would be lost at the end')
  return { ok: true, value: resolvePath(name, home) }
}
