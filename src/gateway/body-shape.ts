import type { Call } from '../model/call.ts'
import type { BodyShape } from '../protocols/wire-format.ts'

/** How an answer's body is to be read, told from its content type and from what was called. */
export function bodyShapeOf(
  call: Pick<Call, 'protocol' | 'operation' | 'path' | 'learns'>,
  contentType: string | null,
): BodyShape {
  const type = (contentType ?? '').toLowerCase()
  if (type.startsWith('text/event-stream')) return 'events'
  if (!type.startsWith('application/json')) return 'opaque'
  if (call.protocol === 'gemini' && call.path.endsWith(':streamGenerateContent')) return 'array'
  if (call.operation === 'read') return call.learns ? 'record' : 'opaque'
  return call.operation === 'other' && call.learns ? 'record' : 'json'
}

/** Whether a body of that shape is whole only with its protocol's end mark (contract §6). */
export function needsEndMark(call: Pick<Call, 'operation'>, shape: BodyShape): boolean {
  return call.operation === 'generate' && (shape === 'events' || shape === 'array')
}
