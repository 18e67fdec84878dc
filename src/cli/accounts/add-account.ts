import { tellFailure } from '../ask-server.ts'
import { askGateway } from '../ask-gateway.ts'
import { type Invocation, refuseUsage } from '../command.ts'
import type { AccountFields } from './account-flags.ts'
import { checkAdded } from './check-added.ts'
import { describe, saysNothing } from './describe-account.ts'
import { interview } from './interview.ts'
import { readKey } from './read-key.ts'
import { showAccount } from './show-account.ts'
import { signIn } from './sign-in.ts'

/** `accounts add [NAME]`; at a terminal it asks for what was not said. */
export async function addAccount(invocation: Invocation): Promise<number> {
  const { terminal } = invocation
  const { prompts } = terminal
  const described =
    prompts !== null && saysNothing(invocation) ? await interview(invocation, prompts) : describe(invocation)
  if (typeof described === 'number') return described
  const { kind, fields } = described
  switch (kind) {
    case 'oauth': {
      const provider = fields['provider']
      if (typeof provider === 'string') return signIn(invocation, { provider, fields })
      return refuseUsage(terminal, 'accounts', 'a sign-in needs --provider')
    }
    case 'workload_identity':
      return post(invocation, { ...fields, kind })
    case 'api_key': {
      const key = await readKey(invocation)
      return key.ok ? post(invocation, { ...fields, kind, api_key: key.key }) : key.exit
    }
  }
}

async function post(invocation: Invocation, body: AccountFields): Promise<number> {
  const answer = await askGateway(invocation, { method: 'POST', path: '/api/accounts', body })
  if (!answer.ok) return tellFailure(invocation.terminal, answer)
  const exit = showAccount(invocation, answer.body, 'is added')
  await checkAdded(invocation, answer.body)
  return exit
}
