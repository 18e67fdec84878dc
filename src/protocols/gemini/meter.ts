import { createKeyFilter } from '../../streams/key-filter.ts'
import { planMembers } from '../../streams/member-tree.ts'
import { type Dialect, END, MORE, type ReadEvent, type Reading, type Tally } from '../dialect.ts'
import { asRecord, asText } from '../json-record.ts'
import { tellHeld } from '../tell-held.ts'
import { readGeminiRefusal } from './refusal.ts'
import { readGeminiUsage } from './usage.ts'

const PLAN = planMembers({
  error: true,
  usageMetadata: true,
  modelVersion: true,
  candidates: { finishReason: true },
  promptFeedback: { blockReason: true },
  name: true,
  response: { responsesFile: true },
  metadata: { output: { responsesFile: true } },
})
/** Names of what is made, and of the file that a batch's results are in. */
const HELD = ['name', 'response.responsesFile', 'metadata.output.responsesFile']

const keysOf = createKeyFilter(['usageMetadata', 'error', 'finishReason', 'blockReason'])
/** Every piece counts the tokens so far: only the newest count matters. */
const NOTHING_BUT_USAGE = 1

export const GEMINI_DIALECT: Dialect = {
  plan: PLAN,
  skim({ bytes, start, end }) {
    const keys = keysOf(bytes, start, end)
    if (keys === 0) return 'nothing'
    return keys === NOTHING_BUT_USAGE ? 'later' : 'facts'
  },
  read: readPiece,
  refuse: readGeminiRefusal,
}

function readPiece({ members }: ReadEvent, tally: Tally): Reading {
  if (tally.onHeld !== null) for (const path of HELD) tellHeld(shortName(members.value(path)), tally)
  const error = asRecord(members.value('error'))
  if (error !== null) return { kind: 'error', body: { error } }
  tally.model ??= asText(members.value('modelVersion'))
  tally.usage = readGeminiUsage(tally.usage, members.value('usageMetadata'))
  const ended = members.value('candidates.finishReason') ?? members.value('promptFeedback.blockReason')
  return asText(ended) === null ? MORE : END
}

/** `models/veo-3/operations/abc` is asked for as `operations/abc` as well. */
function shortName(name: unknown): unknown {
  return asText(name)?.split('/').slice(-2).join('/')
}
