import type { Completed, CompletedCommand } from './completion-table.ts'
import { quoted } from './quoted.ts'

/** A script that bash sources. It asks the command itself for nothing but names that the server knows. */
export function toBashScript(table: readonly CompletedCommand[]): readonly string[] {
  return [
    '# bash completion of claudeflare: source <(claudeflare completion bash)',
    '_claudeflare_words() {',
    '  local word',
    '  COMPREPLY=()',
    '  while IFS= read -r word; do',
    '    [[ -n $word && $word == "$1"* ]] && COMPREPLY+=("$(printf %q "$word")")',
    '  done <<<"$2"',
    '}',
    '_claudeflare() {',
    '  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]} index words=0',
    '  # --flag=value comes as three words.',
    '  [[ $current == "=" ]] && current=""',
    '  [[ $previous == "=" ]] && previous=${COMP_WORDS[COMP_CWORD-2]}',
    '  if ((COMP_CWORD == 1)); then',
    `    _claudeflare_words "$current" ${lines(['help', ...table.map(({ name }) => name)])}`,
    '    return',
    '  fi',
    '  case "$command $previous" in',
    ...table.flatMap(toFlagCases),
    '  esac',
    '  if [[ $current == -* ]]; then',
    '    case "$command" in',
    ...table.map(
      ({ name, flags }) =>
        `      ${name}) _claudeflare_words "$current" ${lines([...flags.map((flag) => flag.name), '--help'])} ;;`,
    ),
    '    esac',
    '    return',
    '  fi',
    '  # How many words stand before this one that are no flags.',
    '  for ((index = 2; index < COMP_CWORD; index++)); do [[ ${COMP_WORDS[index]} == -* ]] || ((words++)); done',
    '  case "$command $words" in',
    ...table.flatMap(toWordCases),
    `    'help 0') _claudeflare_words "$current" ${lines(table.map(({ name }) => name))} ;;`,
    '  esac',
    '}',
    'complete -o default -F _claudeflare claudeflare',
  ]
}

function toFlagCases({ name, flags }: CompletedCommand): readonly string[] {
  return flags.flatMap((flag) => {
    if (flag.takes === null) return []
    return [`    ${quoted(`${name} ${flag.name}`)}) ${offer(flag.takes) ?? ':'}; return ;;`]
  })
}

function toWordCases({ name, actions, words }: CompletedCommand): readonly string[] {
  const first = actions.length > 0 ? `_claudeflare_words "$current" ${lines(actions)}` : offer(words)
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
      return `_claudeflare_words "$current" ${lines(completed.values)}`
    case 'asked':
      return `_claudeflare_words "$current" "$(claudeflare __complete ${completed.names} 2>/dev/null)"`
    case 'free':
      return null
  }
}

function lines(words: readonly string[]): string {
  return `$'${words.join('\\n')}'`
}
