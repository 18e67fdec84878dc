import { expect, test } from 'vitest'
import { changesOf, type SettingField, toDraft } from './draft.ts'

const fields: readonly SettingField[] = [
  {
    key: 'session_duration_ms',
    label: '',
    hint: '',
    field: { kind: 'number', scale: 3_600_000, min: 0, max: 24, step: 0.5 },
  },
  { key: 'expose_account', label: '', hint: '', field: { kind: 'boolean' } },
  { key: 'time_zone', label: '', hint: '', field: { kind: 'text' } },
]
const values = { session_duration_ms: 18_000_000, expose_account: false, time_zone: 'UTC' }

test('a form shows values in the unit of its fields', () => {
  expect(toDraft(fields, values)).toEqual({ session_duration_ms: '5', expose_account: false, time_zone: 'UTC' })
})

test('nothing that was left alone is sent', () => {
  expect(changesOf(fields, toDraft(fields, values), values)).toEqual({})
})

test('what has changed is sent in the unit of the API', () => {
  const draft = { session_duration_ms: '1.5', expose_account: true, time_zone: 'UTC' }
  expect(changesOf(fields, draft, values)).toEqual({ session_duration_ms: 5_400_000, expose_account: true })
})

test('percents are sent as the share that they are', () => {
  const share: SettingField = {
    key: 'alerts.budget_share',
    label: '',
    hint: '',
    field: { kind: 'number', scale: 0.01, min: 1, max: 100, step: 1 },
  }
  const sent = Array.from({ length: 100 }, (_, index) =>
    changesOf([share], { 'alerts.budget_share': String(index + 1) }, {}),
  )
  expect(sent.map((changes) => String(changes['alerts.budget_share']).length).every((length) => length <= 4)).toBe(true)
  expect(sent[69]).toEqual({ 'alerts.budget_share': 0.7 })
})

test('a number that is not one is sent as such, for the API to refuse', () => {
  const draft = { ...toDraft(fields, values), session_duration_ms: 'long' }
  expect(changesOf(fields, draft, values)).toEqual({ session_duration_ms: Number.NaN })
})
