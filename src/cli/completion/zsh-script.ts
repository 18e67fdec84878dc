import type { Completed, CompletedCommand } from './completion-table.ts'
import { quoted } from './quoted.ts'

/** A script that zsh sources, or finds as `_claudeflare` in its `fpath`. */
export function toZshScript(table: readonly CompletedCommand[]): readonly string[] {
  return [
    '#compdef claudeflare',
    '# zsh completion of claudeflare: source <(claudeflare completion zsh), after compinit',
    '_claudeflare() {',
    '  local command=${words[2]} previous=${words[CURRENT-1]} index before=0',
    '  local -a offered',
    '  if (( CURRENT == 2 )); then',
    `    offered=(${table.map(({ name, summary }) => quoted(described(name, summary))).join(' ')})`,
    "    _describe 'command' offered",
    '    return',
    '  fi',
    '  case "$command $previous" in',
    ...table.flatMap(toFlagCases),
    '  esac',
    '  if [[ $PREFIX == -* ]]; then',
    '    case "$command" in',
    ...table.map(
      ({ name, flags }) =>
        `      ${name}) offered=(${flags.map((flag) => quoted(described(flag.name, flag.help))).join(' ')}) ;;`,
    ),
    '    esac',
    "    _describe 'flag' offered",
    '    return',
    '  fi',
    '  # How many words stand before this one that are no flags.',
    '  for (( index = 3; index < CURRENT; index++ )); do [[ ${words[index]} == -* ]] || (( before++ )); done',
    '  case "$command $before" in',
    ...table.flatMap(toWordCases),
    `    'help 0') compadd -- ${table.map(({ name }) => name).join(' ')} ;;`,
    '    *) _files ;;',
    '  esac',
    '}',
    '(( $+functions[compdef] )) && compdef _claudeflare claudeflare',
    '[[ ${funcstack[1]-} == _claudeflare ]] && _claudeflare "$@"',
    ':',
  ]
}

function toFlagCases({ name, flags }: CompletedCommand): readonly string[] {
  return flags.flatMap((flag) =>
    flag.takes === null ? [] : [`    ${quoted(`${name} ${flag.name}`)}) ${offer(flag.takes) ?? '_files'}; return ;;`],
  )
}

function toWordCases({ name, actions, words }: CompletedCommand): readonly string[] {
  const first = actions.length > 0 ? `compadd -- ${actions.join(' ')}` : offer(words)
  const second = actions.length > 0 ? offer(words) : null
  return [
    ...(first === null ? [] : [`    ${quoted(`${name} 0`)}) ${first} ;;`]),
    ...(second === null ? [] : [`    ${quoted(`${name} 1`)}) ${second} ;;`]),
  ]
}

/** `null` where a file may be meant. */
function offer(completed: Completed): string | null {
  switch (completed.kind) {
    case 'values':
      return `compadd -- ${completed.values.join(' ')}`
    case 'asked':
      return `compadd -- "\${(@f)$(claudeflare __complete ${completed.names} 2>/dev/null)}"`
    case 'free':
      return null
  }
}

/** `_describe` takes what follows the first colon for the description. */
function described(name: string, help: string): string {
  return `${name.replaceAll(':', '\\:')}:${help}`
}
