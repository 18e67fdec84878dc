import type { z } from 'zod'
import type { Settings } from '../model/settings.ts'
import type { providerRow } from './account-contract.ts'

/** The vendors that accounts can name, and how one can have an account there. */
export function toProviderRows({ providers }: Settings): z.infer<typeof providerRow>[] {
  return [...providers.values()].map(({ name, protocol, baseUrl, oauth, workloadIdentity }) => ({
    id: name,
    name,
    protocol,
    base_url: baseUrl,
    oauth: oauth !== null,
    redirect_uri: oauth?.redirectUri ?? null,
    workload_identity: workloadIdentity !== null,
  }))
}
