/**
 * One answer of the Messages API as server-sent events, each as the HTTP chunk it travels in: three that open it, text
 * deltas of about 175 bytes, three that end it. `count` is all of them, from 7.
 */
export function messageEvents(count: number): Buffer[] {
  const text = 'and the quick brown fox jumps over the lazy dog, once more and again'
  const opening = [
    event('message_start', {
      message: {
        id: 'msg_bench000000000000000001',
        type: 'message',
        role: 'assistant',
        model: 'claude-sonnet-4-5',
        content: [],
        stop_reason: null,
        usage: { input_tokens: 217, cache_creation_input_tokens: 0, cache_read_input_tokens: 1024, output_tokens: 1 },
      },
    }),
    event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    event('ping', {}),
  ]
  const delta = event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } })
  const ending = [
    event('content_block_stop', { index: 0 }),
    event('message_delta', {
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: count },
    }),
    event('message_stop', {}),
  ]
  const deltas = Array.from({ length: Math.max(1, count - opening.length - ending.length) }, () => delta)
  return [...opening, ...deltas, ...ending]
}

function event(name: string, data: object): Buffer {
  const payload = `event: ${name}\ndata: ${JSON.stringify({ type: name, ...data })}\n\n`
  return Buffer.from(`${payload.length.toString(16)}\r\n${payload}\r\n`)
}
