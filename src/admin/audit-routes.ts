import { Hono } from 'hono'
import type { StoredAuditEntry } from '../model/audit.ts'
import { auditQuery, type AuditRow } from './audit-contract.ts'
import type { ControlDeps, ControlEnv } from './ports.ts'
import { readQuery } from './read-input.ts'

/** `/api/audit`: who changed what, newest first. */
export function auditRoutes(deps: Pick<ControlDeps, 'audit' | 'settings'>): Hono<ControlEnv> {
  const routes = new Hono<ControlEnv>()
  routes.get('/', async (c) => {
    const input = readQuery(c, auditQuery)
    if (!input.ok) return input.response
    const { limit, cursor } = input.value
    const { items, next } = await deps.audit.list({ limit, cursor: cursor ?? null })
    const names = new Map(deps.settings().accounts.map((account) => [String(account.id), account.name]))
    return c.json({ items: items.map((entry) => toAuditRow(entry, names)), next })
  })
  return routes
}

function toAuditRow(
  { id, at, who, action, target, detail }: StoredAuditEntry,
  names: ReadonlyMap<string, string>,
): AuditRow {
  return {
    id: String(id),
    time: at,
    who,
    action,
    target,
    targetName: names.get(target) ?? null,
    detail: detail === null ? null : JSON.parse(detail),
  }
}
