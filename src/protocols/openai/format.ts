import { createWireFormat } from '../create-wire-format.ts'
import type { WireFormat } from '../wire-format.ts'
import { writeOpenAiError, writeOpenAiStreamError } from './error.ts'
import { readOpenAiLimits } from './limits.ts'
import { OPENAI_DIALECT } from './meter.ts'

export const OPENAI: WireFormat = createWireFormat(
  {
    protocol: 'openai',
    placeCredential: (credential) => ['authorization', `Bearer ${credential}`],
    readLimits: readOpenAiLimits,
    writeError: writeOpenAiError,
    writeStreamError: writeOpenAiStreamError,
  },
  OPENAI_DIALECT,
)
