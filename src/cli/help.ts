import type { Command } from './command.ts'

/** What `claudeflare --help` shows. */
export function toHelp(commands: readonly Command[]): readonly string[] {
  return [
    'usage: claudeflare [COMMAND] [FLAGS]',
    '',
    'A load balancer for LLM APIs: one address in front of many credentials.',
    '',
    ...align(commands.map((command) => [command.name, command.summary])),
    '',
    'claudeflare COMMAND --help shows its flags; claudeflare --version the version.',
    'Commands that ask a running server take an admin key from CLAUDEFLARE_KEY.',
    'Exit status: 0 fine, 1 failed, 2 used or configured wrongly. NO_COLOR=1 turns colours off.',
  ]
}

/** What `claudeflare COMMAND --help` shows. */
export function toCommandHelp(command: Command): readonly string[] {
  const flags = command.flags.map((flag): readonly [string, string] => {
    return [flag.takes === 'nothing' ? `--${flag.name}` : `--${flag.name} VALUE`, flag.help]
  })
  return [
    ...command.usage.map(
      (usage, index) =>
        `${index === 0 ? 'usage:' : '      '} claudeflare ${usage}${flags.length === 0 ? '' : ' [FLAGS]'}`,
    ),
    '',
    `${command.name} ${command.summary}.`,
    ...(flags.length === 0 ? [] : ['', ...align(flags)]),
    ...(command.notes === undefined ? [] : ['', ...command.notes]),
  ]
}

function align(pairs: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(0, ...pairs.map(([left]) => left.length))
  return pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd())
}
