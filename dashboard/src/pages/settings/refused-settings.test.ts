import { expect, test } from 'vitest'
import { Problem } from '../../api/ask.ts'
import { toSettingErrors } from './refused-settings.ts'

const KEYS = ['max_attempts', 'time_zone', 'retention.detail_days']

function refused(detail: string, status = 400): Problem {
  return new Problem(status, 'bad_request', { detail })
}

test('a value that cannot be used is told at its field', () => {
  const detail = 'retention.detail_days 99999 cannot be used; accepted is a whole number of days from 1 to 3650'
  expect(toSettingErrors(refused(detail), KEYS)).toEqual({ fields: { 'retention.detail_days': detail }, rest: null })
})

test('of several each has its own', () => {
  const attempts = 'max_attempts 0 cannot be used; accepted is a whole number from 1 to 1000'
  const zone = 'time_zone "x" cannot be used; accepted is an IANA time zone'
  expect(toSettingErrors(refused(`${attempts} ${zone}`), KEYS).fields).toEqual({
    max_attempts: attempts,
    time_zone: zone,
  })
  expect(toSettingErrors(refused('max_attempts: too few; time_zone: it is missing.'), KEYS).fields).toEqual({
    max_attempts: 'max_attempts: too few',
    time_zone: 'time_zone: it is missing.',
  })
})

test('what is about no field of the form, or is no refusal of a value, stands for itself', () => {
  expect(toSettingErrors(refused('port 0 cannot be used; accepted is another'), KEYS)).toEqual({
    fields: {},
    rest: 'port 0 cannot be used; accepted is another',
  })
  expect(toSettingErrors(refused('time_zone: set by TIME_ZONE', 409), KEYS).rest).toBe('time_zone: set by TIME_ZONE')
  expect(toSettingErrors(null, KEYS)).toEqual({ fields: {}, rest: null })
})
