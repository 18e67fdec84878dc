import type { Protocol } from '../model/protocol.ts'
import { ANTHROPIC } from './anthropic/format.ts'
import { GEMINI } from './gemini/format.ts'
import { OPENAI } from './openai/format.ts'
import type { WireFormat } from './wire-format.ts'

export const WIRE_FORMATS: Readonly<Record<Protocol, WireFormat>> = {
  anthropic: ANTHROPIC,
  gemini: GEMINI,
  openai: OPENAI,
}
