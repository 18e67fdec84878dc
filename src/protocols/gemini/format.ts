import { createWireFormat } from '../create-wire-format.ts'
import type { WireFormat } from '../wire-format.ts'
import { writeGeminiError, writeGeminiStreamError } from './error.ts'
import { readGeminiLimits } from './limits.ts'
import { GEMINI_DIALECT } from './meter.ts'

export const GEMINI: WireFormat = createWireFormat(
  {
    protocol: 'gemini',
    placeCredential: (credential) => ['x-goog-api-key', credential],
    readLimits: readGeminiLimits,
    writeError: writeGeminiError,
    writeStreamError: writeGeminiStreamError,
  },
  GEMINI_DIALECT,
)
