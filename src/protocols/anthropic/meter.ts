import { hasName } from '../../streams/event-name.ts'
import { planMembers } from '../../streams/member-tree.ts'
import { type Dialect, END, MORE, PING, type ReadEvent, type Reading, type Tally } from '../dialect.ts'
import { asRecord, asText } from '../json-record.ts'
import { tellHeld } from '../tell-held.ts'
import { readAnthropicRefusal } from './refusal.ts'
import { addAnthropicUsage } from './usage.ts'

const PLAN = planMembers({
  type: true,
  error: true,
  model: true,
  usage: true,
  stop_reason: true,
  message: { model: true, usage: true, container: true },
  id: true,
  container: true,
  delta: { container: true },
})

export const ANTHROPIC_DIALECT: Dialect = {
  plan: PLAN,
  skim(span) {
    // By far the most events are named `content_block_delta`.
    switch (span.nameEnd - span.nameStart) {
      case 0:
        return 'facts'
      case 4:
        return hasName(span, 'ping') ? 'ping' : 'nothing'
      case 5:
        return hasName(span, 'error') ? 'facts' : 'nothing'
      case 10:
        return hasName(span, 'completion') ? 'facts' : 'nothing'
      case 12:
        return hasName(span, 'message_stop') ? 'end' : 'nothing'
      case 13:
        return hasName(span, 'message_start') || hasName(span, 'message_delta') ? 'facts' : 'nothing'
      default:
        return 'nothing'
    }
  },
  read: readEvent,
  refuse: readAnthropicRefusal,
}

function readEvent({ name, members }: ReadEvent, tally: Tally): Reading {
  const error = members.value('error')
  switch (name || (asText(members.value('type')) ?? '')) {
    case 'ping':
      return PING
    case 'error':
      return { kind: 'error', body: { error } }
    case 'message_start':
      tally.model = asText(members.value('message.model')) ?? tally.model
      tally.usage = addAnthropicUsage(tally.usage, members.value('message.usage'))
      tellContainer('message.container', members, tally)
      return MORE
    case 'message_delta':
      tellContainer('delta.container', members, tally)
      tally.usage = addAnthropicUsage(tally.usage, members.value('usage'))
      return MORE
    case 'message_stop':
      return END
    case 'completion':
      // The legacy endpoint: its last event gives a reason, and none is named an end.
      tally.model = asText(members.value('model')) ?? tally.model
      return asText(members.value('stop_reason')) === null ? MORE : END
    default:
      if (asRecord(error) !== null) return { kind: 'error', body: { error } }
      // A body that is no stream.
      tally.model = asText(members.value('model')) ?? tally.model
      tally.usage = addAnthropicUsage(tally.usage, members.value('usage'))
      tellMade(members, tally)
      return MORE
  }
}

/** Messages have an id, too, but nobody can ask for one again. */
function tellMade(members: ReadEvent['members'], tally: Tally): void {
  if (tally.onHeld === null) return
  if (members.value('type') !== 'message') tellHeld(members.value('id'), tally)
  tellContainer('container', members, tally)
}

function tellContainer(path: string, members: ReadEvent['members'], tally: Tally): void {
  if (tally.onHeld !== null) tellHeld(asRecord(members.value(path))?.['id'], tally)
}
