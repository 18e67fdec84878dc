import { describe, expect, it } from 'vitest'
import type { Refusal } from '../model/refusal.ts'
import { GIVEN } from './answer-end.ts'
import { endWithoutRepeated, repeats, withoutRepeated } from './repeated-credential.ts'

const refusal = (code: string | null): Refusal => ({
  kind: 'request',
  status: 400,
  until: null,
  scope: { kind: 'account' },
  code,
})

describe('what a vendor repeats of the credential that it was asked with', () => {
  it('is not in the code of its refusal', () => {
    expect(withoutRepeated(refusal('bad key: opaque-1'), 'opaque-1')).toEqual(refusal(null))
    expect(withoutRepeated(refusal('invalid_request_error'), 'opaque-1')).toEqual(refusal('invalid_request_error'))
    expect(withoutRepeated(refusal(null), 'opaque-1')).toEqual(refusal(null))
  })

  it('is neither the model nor the cause of an end', () => {
    const end = { ...GIVEN, model: 'model-opaque-1', cause: 'opaque-1' }
    expect(endWithoutRepeated(end, 'opaque-1')).toEqual({ ...GIVEN, model: null, cause: null })
    expect(endWithoutRepeated({ ...GIVEN, model: 'claude-sonnet-5' }, 'opaque-1').model).toBe('claude-sonnet-5')
  })

  it('is nothing where nothing was sent yet', () => {
    expect(repeats('anything', '')).toBe(false)
  })
})
