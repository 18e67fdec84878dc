import { credential } from '../../config/value-kinds.ts'
import { Secret } from '../../model/secret.ts'
import type { Settings } from '../../model/settings.ts'
import { createSecret, secretPath } from '../../runtimes/node/files/secret-file.ts'
import { rotateSecret } from '../../runtimes/node/rotate-secret.ts'
import { FAILED, FINE, type Invocation, refuseUsage, WRONG } from '../command.ts'
import { toCommandLineEntry } from '../command-line-entry.ts'
import { loadForCommand } from '../load-for-command.ts'
import { tellNotTaken, withOfflineStore } from '../offline-store.ts'

/** Whoever has the database may try them all. `CLAUDEFLARE_SECRET` may be shorter, with a warning: it seals already. */
const MIN_LENGTH = 16
const ADVISED_LENGTH = 32

/** A new secret, and whether somebody has to be shown it. */
interface NewSecret {
  readonly secret: Secret
  readonly isMade: boolean
}

/** `secret rotate`: while no server runs, since one that does holds keys derived from the secret. */
export async function rotate(invocation: Invocation): Promise<number> {
  const { terminal } = invocation
  const settings = loadForCommand(invocation)
  if (settings === null) return WRONG
  const next = await readNext(invocation)
  if (typeof next === 'number') return next
  const onReady = () => {
    if (settings.secret !== null && next.isMade) showNext(invocation, next)
  }
  const used = await withOfflineStore(settings, async ({ accounts, audit }) => {
    const rotated = await rotateSecret({ settings, store: accounts, onReady }, next.secret)
    if (rotated.ok) await audit.record(toCommandLineEntry('secret.rotate', 'secret', null))
    return rotated
  })
  if (used.kind !== 'done') {
    terminal.err(tellNotTaken(used))
    return FAILED
  }
  if (!used.value.ok) {
    terminal.err(`claudeflare: ${used.value.why}`)
    return FAILED
  }
  for (const note of used.value.notes) terminal.err(note)
  tellDone(invocation, settings, used.value.value)
  return FINE
}

/** The new secret, made or given; the exit status where none is. */
async function readNext({ terminal, flags }: Invocation): Promise<NewSecret | number> {
  if (!flags.has('from-stdin')) return { secret: createSecret(), isMade: true }
  const { prompts } = terminal
  const given =
    prompts === null
      ? await terminal.readInput()
      : await prompts.secret({ message: 'The new secret (it does not show)' })
  if (given === null) {
    terminal.err('claudeflare: no secret was given, so nothing was changed')
    return FAILED
  }
  const parsed = credential.parse({ kind: 'text', text: given })
  if (!parsed.ok) {
    const why = given.trim() === '' ? 'no secret came on standard input' : `accepted is ${credential.accepted}`
    return refuseUsage(terminal, 'secret', why)
  }
  if (parsed.value.length < MIN_LENGTH) {
    const why = `the secret has ${parsed.value.length} characters; it needs ${MIN_LENGTH}, and ${ADVISED_LENGTH} or more of chance are advised`
    return refuseUsage(terminal, 'secret', why)
  }
  if (parsed.value.length < ADVISED_LENGTH) {
    terminal.err(`the secret has ${parsed.value.length} characters; ${ADVISED_LENGTH} or more of chance are advised`)
  }
  return { secret: new Secret(parsed.value), isMade: false }
}

/**
 * A secret that the environment holds is shown once, before anything is sealed with it: were it shown after, a process
 * that ends in between would take it along, and every credential with it.
 */
function showNext({ terminal, flags }: Invocation, { secret }: NewSecret): void {
  const shown = secret.reveal()
  terminal.out(flags.has('json') ? JSON.stringify({ secret: shown }) : shown)
}

function tellDone({ terminal, flags }: Invocation, { secret, home }: Settings, credentials: number): void {
  const source = secret === null ? secretPath(home) : 'CLAUDEFLARE_SECRET'
  const done = `${credentials} ${credentials === 1 ? 'credential is' : 'credentials are'} sealed with the new secret`
  if (flags.has('json')) terminal.out(JSON.stringify({ source, credentials }))
  else terminal.err(secret === null ? `${done}, which is in ${source}` : done)
  if (secret !== null) {
    terminal.err(`set ${source} to the new secret before the next start: the old one opens nothing any more`)
  }
  terminal.err('backups made before are sealed with the old secret: make another one (claudeflare backup FILE)')
}
