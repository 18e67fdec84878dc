import type { AuditEntry } from '../model/audit.ts'

/** What a command changed in the store itself, while no server ran that would have kept it. */
export function toCommandLineEntry(action: string, target: string, detail: string | null): AuditEntry {
  return { at: Date.now(), who: 'command line', action, target, detail }
}
