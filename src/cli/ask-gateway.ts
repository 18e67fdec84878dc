import { LOCATION_FLAGS } from '../config/parse-flags.ts'
import { type Answer, askServer, type Question, readAnswer } from './ask-server.ts'
import { FAILED, type Invocation, WRONG } from './command.ts'
import { hasServer } from './find-server.ts'
import { loadForCommand } from './load-for-command.ts'
import { withOfflineStore } from './offline-store.ts'

/**
 * Asks the server that is named or runs, and the state folder itself where none does. Accounts are removed another way
 * (`accounts remove`): one that is why nothing can be loaded has to go, too.
 */
export async function askGateway(invocation: Invocation, question: Question): Promise<Answer> {
  if (hasServer(invocation)) return askServer(invocation, question)
  const { method, path } = question
  const settings = loadForCommand(invocation)
  if (settings === null) return { ok: false, status: null, exit: WRONG, sentences: [] }
  // Commands that ask a server start faster without its modules.
  const { askOffline } = await import('../runtimes/node/offline-control.ts')
  const body = question.body === undefined ? null : JSON.stringify(question.body)
  const used = await withOfflineStore(settings, (store) => {
    const facts = { flags: locationOf(invocation), env: invocation.terminal.env, defaultLogFormat: 'text' } as const
    const onProblem = (message: string) => invocation.terminal.err(`claudeflare: ${message}`)
    return askOffline({ facts, store, onProblem }, { method, path, body })
  })
  switch (used.kind) {
    case 'held':
      return askServer(invocation, question)
    case 'failed':
      return { ok: false, status: null, exit: FAILED, sentences: [used.why] }
    case 'done':
      return used.value.kind === 'refused'
        ? { ok: false, status: null, exit: WRONG, sentences: used.value.sentences }
        : readAnswer(used.value, null)
  }
}

/** A flag of a command is no setting of the server's, whatever its name. */
function locationOf({ flags }: Invocation): ReadonlyMap<string, string> {
  return new Map([...flags].filter(([name]) => LOCATION_FLAGS.some((spec) => spec.name === name)))
}
