import type { UnnumberedCall } from './assemble-call.ts'

/** A usual call, before it has an id. */
export const EXAMPLE_CALL: UnnumberedCall = {
  startedAt: 0,
  protocol: 'anthropic',
  operation: 'generate',
  pool: 'lb',
  method: 'POST',
  path: '/v1/messages',
  query: '',
  model: 'claude-x',
  stream: true,
  client: null,
  conversation: null,
  size: null,
  reaches: null,
  learns: false,
}
