import { describe, expect, it } from 'vitest'
import type { LimitTold } from '../model/limit.ts'
import type { Refusal } from '../model/refusal.ts'
import { GIVEN } from './answer-end.ts'
import { endWithoutRepeated, limitsWithoutRepeated, repeats, withoutRepeated } from './repeated-credential.ts'

const refusal = (code: string | null): Refusal => ({
  kind: 'request',
  status: 400,
  until: null,
  scope: { kind: 'account' },
  code,
})

const limit = (scope: LimitTold['scope'], name = 'requests'): LimitTold => ({
  name,
  meter: 'requests',
  scope,
  kind: 'refill',
  windowMs: 60_000,
  capacity: 60,
  left: 0,
  grain: 1,
  countsCached: true,
  resetsAt: null,
  refused: true,
})

describe('what a vendor repeats of the credential that it was asked with', () => {
  it('is not in the code of its refusal', () => {
    expect(withoutRepeated(refusal('bad key: opaque-1'), 'opaque-1')).toEqual(refusal(null))
    expect(withoutRepeated(refusal('invalid_request_error'), 'opaque-1')).toEqual(refusal('invalid_request_error'))
    expect(withoutRepeated(refusal(null), 'opaque-1')).toEqual(refusal(null))
  })

  it('is neither a group nor a limit, nor is what looks like a credential', () => {
    const sound = limit({ kind: 'model', model: 'gpt-5' })
    const told = { group: 'org-1', limits: [sound] }
    expect(limitsWithoutRepeated(told, 'opaque-1')).toBe(told)
    expect(limitsWithoutRepeated(null, 'opaque-1')).toBeNull()
    for (const secret of ['opaque-1', 'of opaque-1', 'sk-ant-api03-0123456789abcdef']) {
      expect(limitsWithoutRepeated({ ...told, group: secret }, 'opaque-1')).toEqual({ ...told, group: null })
      const named = [limit({ kind: 'account' }, secret), limit({ kind: 'model', model: secret }), sound]
      expect(limitsWithoutRepeated({ ...told, limits: named }, 'opaque-1')).toEqual(told)
    }
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
