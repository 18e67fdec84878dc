import { type Command, refuseUsage, WRONG } from '../command.ts'
import { SERVER_FLAGS } from '../find-server.ts'
import { printTop, runTop } from '../top/run-top.ts'

export const top: Command = {
  name: 'top',
  summary: 'shows accounts, load and limits as they change, until q is pressed',
  usage: ['top [--once]'],
  flags: [{ name: 'once', takes: 'nothing', help: 'prints one picture and ends' }, ...SERVER_FLAGS],
  notes: ['Keys: q quits, p pauses the display, arrows or j and k select an account, s sorts.'],
  async run(invocation) {
    const { terminal, words, flags } = invocation
    if (words.length > 0) return refuseUsage(terminal, 'top', `${words[0]} is not known`)
    if (flags.has('once')) return printTop(invocation)
    if (!terminal.hasScreen()) {
      terminal.err('claudeflare top: standard input and output are no terminal; top --once prints one picture')
      return WRONG
    }
    return runTop(invocation, () => terminal.openScreen())
  },
}
