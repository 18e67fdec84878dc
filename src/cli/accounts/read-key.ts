import { credential } from '../../config/value-kinds.ts'
import { FAILED, type Invocation, refuseUsage } from '../command.ts'
import { checkOf } from './account-flags.ts'

/** A key, or the exit status where there is none, which has been said. */
export type KeyRead = { readonly ok: true; readonly key: string } | { readonly ok: false; readonly exit: number }

/**
 * Asks for a key at a terminal, where it does not show; elsewhere it is the whole of standard input. Never an argument:
 * everybody on a machine can read a command line.
 */
export async function readKey({ terminal }: Invocation): Promise<KeyRead> {
  const { prompts } = terminal
  if (prompts === null) {
    const given = (await terminal.readInput()).trim()
    const why = given === '' ? NO_INPUT : refuseKey(given)
    return why === null ? { ok: true, key: given } : { ok: false, exit: refuseUsage(terminal, 'accounts', why) }
  }
  const key = await prompts.secret({ message: 'The key (it does not show)', check: refuseKey })
  if (key !== null) return { ok: true, key }
  terminal.err('claudeflare: no key was given, so nothing was changed')
  return { ok: false, exit: FAILED }
}

const NO_INPUT =
  'no key came on standard input, which is where it is read from: printf %s "$KEY" | claudeflare accounts …'

const refuseCredential = checkOf(credential)

function refuseKey(text: string): string | null {
  const why = refuseCredential(text)
  return why === null ? null : `the key cannot be used: ${why}`
}
