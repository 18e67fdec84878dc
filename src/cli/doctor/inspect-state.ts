import { existsSync } from 'node:fs'
import { BALANCED_POOL } from '../../model/pool.ts'
import type { Settings } from '../../model/settings.ts'
import { closeStateFiles, findOpenState } from '../../runtimes/node/files/state-files.ts'
import { findUnwritable } from '../../runtimes/node/files/writable-state.ts'
import type { SecretStatus } from '../../runtimes/node/secret-status.ts'
import type { Examined } from './examined.ts'
import { type Finding, note, ok, wrong } from './finding.ts'

export function inspectVault({ vault, source, credentials, broken }: SecretStatus): Finding {
  const holds = `the vault, which holds ${credentials === 1 ? '1 credential' : `${credentials} credentials`},`
  switch (vault) {
    case 'empty':
      return ok('the vault holds nothing')
    case 'opens':
      return ok(`${holds} opens with the secret of ${source}`)
    case 'opens with the previous secret':
      return note(`${holds} opens with CLAUDEFLARE_SECRET_PREVIOUS: the next start seals it anew`)
    case 'opens with the next secret':
      return note('a change of the secret was interrupted: the next start finishes it')
    case 'locked': {
      const why = source === null ? 'there is no secret' : `the secret of ${source} is not the right one`
      return wrong(`${holds} does not open: ${why}. Put back the one it was sealed with`)
    }
    case 'damaged':
      return wrong(`the credentials of ${broken.join(', ')} do not open: restore a backup`)
  }
}

/** What can be closed is closed, as at a start. */
export function inspectPermissions(settings: Settings): readonly Finding[] {
  const mended = closeStateFiles(settings).map(note)
  const open = findOpenState(settings).map(wrong)
  return [...mended, ...(open.length === 0 ? [ok('the state folder and its files are closed to others')] : open)]
}

export function inspectWritable(settings: Settings): readonly Finding[] {
  const found = findUnwritable(settings).map(wrong)
  return found.length > 0 ? found : [ok('the state folder and the database can be written to')]
}

/** `examined` is what the server has where one runs and tells. */
export function inspectSettings(settings: Settings, { accounts, isBalancing }: Examined): readonly Finding[] {
  const { home, databasePath } = settings
  const balanced = accounts.filter((account) => account.pool === BALANCED_POOL).length
  const added = accounts.filter(({ isStored }) => isStored).length
  const counted = `${accounts.length} accounts, ${balanced} of them in pool ${BALANCED_POOL}, ${added} added by command or API`
  const findings: Finding[] = [
    ok(`Node ${process.versions.node}`),
    ok(`state folder ${home}`),
    ok(`database ${databasePath}${existsSync(databasePath) ? '' : ', made at the first start'}`),
    accounts.length === 0 ? note(counted) : ok(counted),
  ]
  for (const { name, isSignedOut } of accounts) {
    if (isSignedOut) findings.push(note(`account ${name} needs sign-in: claudeflare accounts sign-in ${name}`))
  }
  if (balanced > 0 && !isBalancing) {
    findings.push(note('pool lb has accounts but is off: LOAD_BALANCER_ENABLED=true turns it on'))
  }
  if (isBalancing && balanced === 0) {
    findings.push(note('pool lb is on but has no accounts: see LOAD_BALANCER_API_KEYS'))
  }
  return findings
}
