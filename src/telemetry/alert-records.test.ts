import { expect, test } from 'vitest'
import { decodeAlertRecords, encodeAlertRecords } from './alert-records.ts'
import type { AlertRecord } from './alerts.ts'

const RECORD: AlertRecord = {
  id: 'last_account:lb',
  kind: 'last_account',
  level: 'warning',
  text: 'Pool lb has one account left, a.',
  pool: 'lb',
  account: 'a',
  raisedAt: 1,
  goneAt: null,
  endedAt: 2,
  back: 3,
}

test('what is kept of alerts is read as it was written', () => {
  expect(decodeAlertRecords(encodeAlertRecords([RECORD]))).toEqual([RECORD])
})

test('what cannot be read is left out', () => {
  expect(decodeAlertRecords('')).toEqual([])
  expect(decodeAlertRecords('{"a":1}')).toEqual([])
  expect(decodeAlertRecords(JSON.stringify([1, null, { ...RECORD, kind: 'other' }, RECORD]))).toEqual([RECORD])
})
