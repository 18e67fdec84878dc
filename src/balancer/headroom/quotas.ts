import type { Member } from '../member.ts'
import { Quota } from './quota.ts'

/** Which limits each account of a pool draws on. */
export interface Quotas {
  /** An account is new, or its settings have changed. `group` is what its vendor told before a restart. */
  place(member: Member, group: string | null): void
  /** Its vendor tells whose limits it draws on. */
  assign(member: Member, group: string): void
  /** The pool does not have it any more: what was known of its limits stays with it, in case it comes back. */
  leave(member: Member): void
}

export function createQuotas(): Quotas {
  const shared = new Map<string, Quota>()

  function of(key: string): Quota {
    const known = shared.get(key)
    if (known !== undefined) return known
    const quota = new Quota(key)
    shared.set(key, quota)
    return quota
  }

  function put(member: Member, group: string | null): void {
    const key = keyOf(member, group)
    member.group = group
    if (member.quota.key === key) return
    const own = member.quota
    const quota = of(key)
    quota.restore(own.toRecords())
    letGo(member)
    quota.users++
    member.quota = quota
  }

  /** What nobody draws on any more is forgotten: vendors name the groups. */
  function letGo({ quota }: Member): void {
    quota.users--
    if (quota.users <= 0) shared.delete(quota.key)
  }

  return {
    place: put,
    leave(member) {
      letGo(member)
      const own = new Quota(`account ${member.account.id}`, 1)
      own.restore(member.quota.toRecords())
      member.quota = own
    },
    assign(member, group) {
      if (member.group !== group) put(member, group)
    },
  }
}

/** What the operator has set counts before what a vendor tells. */
function keyOf({ account, origin }: Member, group: string | null): string {
  const { quotaGroup } = account.caps
  if (quotaGroup !== null) return `set ${quotaGroup}`
  return group === null ? `account ${account.id}` : `${origin.name} ${group}`
}
