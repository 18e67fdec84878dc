/** What the fixed upstream answers: a message of the Messages API, 1 KB in all. */
export function messageAnswer(): string {
  const message = {
    id: 'msg_bench000000000000000001',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5',
    content: [{ type: 'text', text: 'lorem ipsum dolor sit amet '.repeat(28) }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: {
      input_tokens: 217,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 1024,
      output_tokens: 189,
    },
  }
  return JSON.stringify(message)
}
