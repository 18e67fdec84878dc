import type { Protocol } from '../model/protocol.ts'

export function readConversation(
  _protocol: Protocol,
  _header: (name: string) => string | null,
  _body: Uint8Array,
): string | null {
  return null
}
