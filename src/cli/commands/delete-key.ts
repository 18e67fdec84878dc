import { createClientKeys } from '../../accounts/client-keys.ts'
import { sha256 } from '../../runtimes/node/files/load-node-settings.ts'
import type { Secret } from '../../model/secret.ts'
import type { Store } from '../../stores/store.ts'
import { askServer, tellFailure } from '../ask-server.ts'
import { toCommandLineEntry } from '../command-line-entry.ts'
import { FAILED, FINE, type Invocation, refuseUsage, WRONG } from '../command.ts'
import { hasServer } from '../find-server.ts'
import { loadForCommand } from '../load-for-command.ts'
import { withOfflineStore } from '../offline-store.ts'

/** `keys delete ID`: through the running server where there is one, else straight out of its state. */
export async function deleteKey(invocation: Invocation): Promise<number> {
  const { terminal, words } = invocation
  const [, id, ...rest] = words
  if (id === undefined || rest.length > 0) return refuseUsage(terminal, 'keys', 'delete takes the id of one key')
  if (hasServer(invocation)) return deleteOverApi(invocation, id)
  const settings = loadForCommand(invocation)
  if (settings === null) return WRONG
  const used = await withOfflineStore(settings, (store) => deleteInStore(store, id, settings.adminKey))
  switch (used.kind) {
    case 'held':
      return deleteOverApi(invocation, id)
    case 'failed':
      terminal.err(`claudeflare: ${used.why}`)
      return FAILED
    case 'done':
      break
  }
  if (used.value === null) return FINE
  terminal.err(`claudeflare: ${used.value}`)
  return FAILED
}

/** Why it was not deleted, as a sentence; `null` where it was. */
async function deleteInStore(store: Store, id: string, environmentKey: Secret | null): Promise<string | null> {
  const records = await store.keys.list()
  const keys = createClientKeys({ hash: sha256, records, environmentKey, onUsed: () => {} })
  const key = keys.get(id)
  if (key === null) return `there is no key ${id}; claudeflare keys list shows them`
  if (keys.isLastAdmin(id)) {
    return 'the last admin key that does not expire cannot be deleted: make another one first'
  }
  await store.keys.delete(id)
  await store.audit.record(toCommandLineEntry('key.delete', id, JSON.stringify({ name: key.name })))
  return null
}

async function deleteOverApi(invocation: Invocation, id: string): Promise<number> {
  const answer = await askServer(invocation, { method: 'DELETE', path: `/api/keys/${encodeURIComponent(id)}` })
  return answer.ok ? FINE : tellFailure(invocation.terminal, answer)
}
