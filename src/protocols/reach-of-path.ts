import type { StateReach } from '../model/state-reach.ts'
import { decode, parameter } from './query.ts'
import type { VendorPath } from './vendor-paths.ts'

const ANY_ID = '{}'
/** Where lists go on from: the id of something that the account holds. */
const CURSORS = ['after', 'after_id', 'before', 'before_id']

/** What a call of that path reaches; `null` where it reaches nothing. */
export function reachOfPath(
  { protocol, segments, state }: VendorPath,
  head: { readonly path: string; readonly query: string },
): StateReach | null {
  if (state === null) return null
  const { idAt, otherwise } = state
  if (idAt === -1) return { names: otherwise === 'home alone' ? cursorsOf(head.query) : [], otherwise }
  const ending = (segments[idAt] ?? '').slice(ANY_ID.length)
  const written = head.path.split('/')[idAt] ?? ''
  const id = written.slice(0, written.length - ending.length)
  const name = decode(id) ?? id
  return { names: [protocol === 'gemini' ? `${segments[idAt - 1] ?? ''}/${name}` : name], otherwise }
}

function cursorsOf(query: string): readonly string[] {
  if (query === '') return []
  return CURSORS.flatMap((cursor) => parameter(query, cursor) ?? []).filter((id) => id !== '')
}
