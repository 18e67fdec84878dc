import { expect, test } from 'vitest'
import { tellChecked } from './tell-checked.ts'

test('what a vendor said of a credential is a sentence; of one it refuses, also what to do', () => {
  expect(tellChecked('work', { result: 'valid', detail: 'the vendor takes the credential' })).toBe(
    'work: the vendor takes the credential.',
  )
  expect(tellChecked('work', { result: 'refused', detail: 'the vendor refuses the credential (401)' })).toBe(
    'work: the vendor refuses the credential (401). The account is kept; it gets another key under Rename or change.',
  )
})
