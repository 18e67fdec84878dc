import { toBashScript } from '../completion/bash-script.ts'
import { toCompletionTable } from '../completion/completion-table.ts'
import { toZshScript } from '../completion/zsh-script.ts'
import { type Command, FINE, refuseUsage } from '../command.ts'

const SHELLS = ['bash', 'zsh'] as const

/** `completion SHELL`; `commands` are all of them, itself among them, once they are there. */
export function createCompletion(commands: () => readonly Command[]): Command {
  return {
    name: 'completion',
    summary: 'prints a script that completes commands, flags and names in a shell',
    usage: ['completion bash', 'completion zsh'],
    flags: [],
    actions: SHELLS,
    notes: [
      'bash: add to ~/.bashrc    source <(claudeflare completion bash)',
      'zsh:  add to ~/.zshrc     source <(claudeflare completion zsh), below compinit',
      'zsh:  or keep it          claudeflare completion zsh > "${fpath[1]}/_claudeflare"',
    ],
    async run({ terminal, words }) {
      await Promise.resolve()
      const [shell, stray] = words
      if (stray !== undefined) return refuseUsage(terminal, 'completion', `${stray} is not known`)
      const toScript = shell === 'bash' ? toBashScript : shell === 'zsh' ? toZshScript : null
      if (toScript === null) return refuseUsage(terminal, 'completion', `name a shell: ${SHELLS.join(' or ')}`)
      for (const line of toScript(toCompletionTable(commands()))) terminal.out(line)
      return FINE
    },
  }
}
