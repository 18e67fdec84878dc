import type { BindingRecord } from '../model/board-records.ts'
import type { Member } from './member.ts'

/** Where the traffic of one client, one conversation or one model goes. */
export interface Binding {
  readonly key: string
  member: Member
  startedAt: number
  /** Void as soon as the account's own number is another: it has lost its sessions. */
  epoch: number
  /** Where it went before, if that account lost its sessions just then: it may have them back. */
  before: { readonly member: Member; readonly startedAt: number; readonly epoch: number } | null
  older: Binding | null
  newer: Binding | null
}

/** Bindings by key, at most `limit` of them; the one unused the longest is dropped first. */
export interface Bindings {
  size(): number
  /** Counts as a use. */
  get(key: string): Binding | null
  set(key: string, member: Member, startedAt: number): void
  /** Drops what began at or after that time, epoch ms. Looks at all of them. */
  dropSince(startedAt: number): void
  clear(): void
  /** What changed since the last drain. */
  drain(): { readonly bindings: readonly BindingRecord[]; readonly unbound: readonly string[] }
}

export function createBindings(limit: number): Bindings {
  const all = new Map<string, Binding>()
  const changed = new Set<string>()
  let newest: Binding | null = null
  let oldest: Binding | null = null

  function unlink(binding: Binding): void {
    if (binding.older === null) oldest = binding.newer
    else binding.older.newer = binding.newer
    if (binding.newer === null) newest = binding.older
    else binding.newer.older = binding.older
  }

  function link(binding: Binding): void {
    binding.older = newest
    binding.newer = null
    if (newest === null) oldest = binding
    else newest.newer = binding
    newest = binding
  }

  function drop(binding: Binding): void {
    unlink(binding)
    all.delete(binding.key)
    changed.add(binding.key)
  }

  return {
    size: () => all.size,
    get(key) {
      const binding = all.get(key)
      if (binding === undefined) return null
      if (binding !== newest) {
        unlink(binding)
        link(binding)
      }
      return binding
    },
    set(key, member, startedAt) {
      const known = all.get(key)
      if (known !== undefined) unlink(known)
      const binding = known ?? { key, member, startedAt, epoch: 0, before: null, older: null, newer: null }
      const { member: last, startedAt: lastStart, epoch } = binding
      const mayReturn = last !== member && last.sessionEpoch === epoch + 1
      binding.before = mayReturn ? { member: last, startedAt: lastStart, epoch } : null
      binding.member = member
      binding.startedAt = startedAt
      binding.epoch = member.sessionEpoch
      link(binding)
      all.set(key, binding)
      changed.add(key)
      if (all.size > limit && oldest !== null) drop(oldest)
    },
    dropSince(startedAt) {
      for (const binding of all.values()) if (binding.startedAt >= startedAt) drop(binding)
    },
    clear() {
      for (const binding of all.values()) drop(binding)
    },
    drain() {
      const bindings: BindingRecord[] = []
      const unbound: string[] = []
      for (const key of changed) {
        const binding = all.get(key)
        if (binding === undefined) unbound.push(key)
        else bindings.push(toBindingRecord(binding))
      }
      changed.clear()
      return { bindings, unbound }
    },
  }
}

function toBindingRecord({ key, member, startedAt, epoch }: Binding): BindingRecord {
  return { key, account: member.account.id, startedAt, epoch }
}
