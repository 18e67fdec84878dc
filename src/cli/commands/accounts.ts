import { actOnAccount, signInAgain } from '../accounts/act-on-account.ts'
import { FIELD_FLAGS } from '../accounts/account-flags.ts'
import { addAccount } from '../accounts/add-account.ts'
import { renameAccount, replaceKey, setAccount } from '../accounts/change-account.ts'
import { checkAccount } from '../accounts/check-account.ts'
import { inspectAccount } from '../accounts/inspect-account.ts'
import { listAccounts } from '../accounts/list-accounts.ts'
import { removeAccount } from '../accounts/remove-account.ts'
import { type Command, type Invocation, JSON_FLAG, refuseUsage } from '../command.ts'
import { SERVER_FLAGS } from '../find-server.ts'
import { tellLeaked } from '../leaked-credential.ts'

/** What is done to accounts. */
interface Action {
  readonly name: string
  /** How many words follow it. */
  readonly words: readonly [least: number, most: number]
  /** Said where there are fewer. */
  readonly needs: string
  /** Beside those that every action takes. */
  readonly flags: readonly string[]
  run(invocation: Invocation): Promise<number>
}

const ONE = { words: [1, 1], needs: 'name one account' } as const
const SIGN_IN_FLAGS = ['open']
const ADD_FLAGS = ['kind', 'sign-in', ...SIGN_IN_FLAGS, ...toNames(FIELD_FLAGS.identity)]

const ACTIONS: readonly Action[] = [
  { name: 'list', words: [0, 0], needs: '', flags: [], run: listAccounts },
  { name: 'show', ...ONE, flags: [], run: inspectAccount },
  { name: 'check', ...ONE, flags: [], run: checkAccount },
  // It words more than one itself: a name with spaces is a usual mistake there.
  { name: 'add', words: [0, 9], needs: '', flags: ADD_FLAGS, run: addAccount },
  { name: 'set', ...ONE, flags: toNames(FIELD_FLAGS.changeable), run: setAccount },
  { name: 'key', ...ONE, flags: toNames(FIELD_FLAGS.bound), run: replaceKey },
  {
    name: 'rename',
    words: [2, 2],
    needs: 'name one account, and what it is to be called',
    flags: [],
    run: renameAccount,
  },
  { name: 'sign-in', ...ONE, flags: SIGN_IN_FLAGS, run: signInAgain },
  { name: 'pause', ...ONE, flags: ['reason'], run: actOnAccount },
  { name: 'resume', ...ONE, flags: [], run: actOnAccount },
  { name: 'reset', ...ONE, flags: [], run: actOnAccount },
  { name: 'remove', ...ONE, flags: ['yes'], run: removeAccount },
]

export const accounts: Command = {
  name: 'accounts',
  summary: 'lists the accounts and how they are; adds, changes, pauses and removes them',
  usage: [
    'accounts [list]',
    'accounts show|check NAME',
    'accounts add [NAME] [--sign-in | --kind KIND]',
    'accounts set NAME',
    'accounts key NAME',
    'accounts rename NAME NEW',
    'accounts sign-in NAME',
    'accounts pause NAME [--reason TEXT]',
    'accounts resume|reset NAME',
    'accounts remove NAME [--yes]',
  ],
  flags: [
    {
      name: 'kind',
      takes: 'value',
      help: 'of a new one: api_key, oauth or workload_identity (api_key)',
      values: ['api_key', 'oauth', 'workload_identity'],
    },
    { name: 'sign-in', takes: 'nothing', help: 'a new one that somebody signs in to: --kind oauth' },
    { name: 'open', takes: 'nothing', help: "opens the sign-in in this machine's browser" },
    ...FIELD_FLAGS.identity,
    { name: 'reason', takes: 'value', help: 'why it is paused' },
    { name: 'yes', takes: 'nothing', help: 'removes without asking' },
    JSON_FLAG,
    ...SERVER_FLAGS,
  ],
  actions: ACTIONS.map(({ name }) => name),
  names: 'accounts',
  refuses: tellLeaked,
  async run(invocation) {
    const { terminal, flags, words } = invocation
    const [name = 'list', ...rest] = words
    const refuse = (why: string) => refuseUsage(terminal, 'accounts', why)
    const action = ACTIONS.find((known) => known.name === name)
    if (action === undefined) return refuse(`${name} is not known`)
    const common = [JSON_FLAG, ...SERVER_FLAGS].map((flag) => flag.name)
    const odd = [...flags.keys()].find((flag) => !common.includes(flag) && !action.flags.includes(flag))
    if (odd !== undefined) return refuse(`--${odd} is not for accounts ${name}`)
    const [least, most] = action.words
    if (rest.length < least) return refuse(action.needs)
    if (rest.length > most) return refuse(`${rest[most]} is not known`)
    return action.run(invocation)
  },
}

function toNames(flags: readonly { readonly name: string }[]): readonly string[] {
  return flags.map(({ name }) => name)
}
