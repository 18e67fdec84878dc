import { ask, askJson } from './ask.ts'
import type { Told } from './ask.ts'
import { isRecord, toItems } from './json.ts'
import type { Stage } from './stage.ts'

/** Id of an account, as the control API lists it. */
export async function findAccount(stage: Stage, name: string): Promise<string> {
  const told = await ask(`${stage.gateway.url}/api/accounts`)
  const found = toItems(told.text).find((item) => item['name'] === name)
  if (found === undefined || typeof found['id'] !== 'string') throw new Error(`no account ${name}: ${told.text}`)
  return found['id']
}

/** Pauses, resumes or resets an account by its name. */
export async function changeAccount(stage: Stage, name: string, change: 'pause' | 'resume' | 'reset'): Promise<Told> {
  const id = await findAccount(stage, name)
  const told = await askJson(`${stage.gateway.url}/api/accounts/${id}/${change}`, {})
  if (told.status !== 200 || !isRecord(JSON.parse(told.text)))
    throw new Error(`${change} answered ${told.status}: ${told.text}`)
  return told
}
