import { createWireFormat } from '../create-wire-format.ts'
import type { WireFormat } from '../wire-format.ts'
import { writeAnthropicError, writeAnthropicStreamError } from './error.ts'
import { readAnthropicLimits } from './limits.ts'
import { ANTHROPIC_DIALECT } from './meter.ts'

/** Access tokens of OAuth go as Bearer, API keys by the vendor's own header. */
const OAUTH_PREFIX = 'sk-ant-oat'

export const ANTHROPIC: WireFormat = createWireFormat(
  {
    protocol: 'anthropic',
    placeCredential: (credential) =>
      credential.startsWith(OAUTH_PREFIX) ? ['authorization', `Bearer ${credential}`] : ['x-api-key', credential],
    readLimits: readAnthropicLimits,
    writeError: writeAnthropicError,
    writeStreamError: writeAnthropicStreamError,
  },
  ANTHROPIC_DIALECT,
)
