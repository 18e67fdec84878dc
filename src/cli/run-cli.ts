import type { FlagSpec } from '../config/parse-flags.ts'
import { parseFlags } from '../config/parse-flags.ts'
import { nearestName } from '../config/nearest-name.ts'
import { type Command, FINE, refuseUsage, type Terminal, WRONG } from './command.ts'
import { accounts } from './commands/accounts.ts'
import { analytics } from './commands/analytics.ts'
import { audit } from './commands/audit.ts'
import { backup } from './commands/backup.ts'
import { createCompletion } from './commands/completion.ts'
import { config } from './commands/config.ts'
import { doctor } from './commands/doctor.ts'
import { keys } from './commands/keys.ts'
import { pools } from './commands/pools.ts'
import { requests } from './commands/requests.ts'
import { restore } from './commands/restore.ts'
import { secret } from './commands/secret.ts'
import { serve } from './commands/serve.ts'
import { stats } from './commands/stats.ts'
import { top } from './commands/top.ts'
import { completeNames } from './completion/complete-names.ts'
import { toCommandHelp, toHelp } from './help.ts'
import { VERSION } from '../runtimes/version.ts'

const COMMANDS: readonly Command[] = [
  serve,
  accounts,
  pools,
  keys,
  stats,
  requests,
  analytics,
  top,
  config,
  audit,
  secret,
  doctor,
  backup,
  restore,
  createCompletion(() => COMMANDS),
]
const HELP_FLAG: FlagSpec = { name: 'help', takes: 'nothing', help: 'shows this' }

/** Runs one command line, without the program's own name; the exit status. */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [first, ...rest] = argv
  if (first === '--version' || first === '-v') {
    terminal.out(VERSION)
    return FINE
  }
  if (first === '--help' || first === '-h' || first === 'help') return help(rest[0], terminal)
  // Asked by the scripts of `completion`, and shown in no help.
  if (first === '__complete') return completeNames(rest, terminal)
  // Without a command it serves: `claudeflare --demo`.
  if (first === undefined || first.startsWith('-')) return runCommand(serve, argv, terminal)
  const command = COMMANDS.find((candidate) => candidate.name === first)
  return command === undefined ? refuseUnknown(first, terminal) : runCommand(command, rest, terminal)
}

async function runCommand(command: Command, argv: readonly string[], terminal: Terminal): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) return help(command.name, terminal)
  const refused = command.refuses?.(argv) ?? null
  if (refused !== null) return refuseUsage(terminal, command.name, refused)
  const parsed = parseFlags(argv, [...command.flags, HELP_FLAG])
  if (!parsed.ok) return refuseUsage(terminal, command.name, parsed.why)
  return command.run({ terminal, flags: parsed.flags, words: parsed.words, argv })
}

function help(name: string | undefined, terminal: Terminal): number {
  if (name === undefined || name.startsWith('-')) {
    for (const line of toHelp(COMMANDS)) terminal.out(line)
    return FINE
  }
  const command = COMMANDS.find((candidate) => candidate.name === name)
  if (command === undefined) return refuseUnknown(name, terminal)
  for (const line of toCommandHelp(command)) terminal.out(line)
  return FINE
}

function refuseUnknown(name: string, terminal: Terminal): number {
  const near = nearestName(
    name,
    COMMANDS.map((command) => command.name),
  )
  const hint = near === null ? '' : `; is ${near} meant?`
  terminal.err(`claudeflare: ${name} is no command${hint} (claudeflare --help lists them)`)
  return WRONG
}
