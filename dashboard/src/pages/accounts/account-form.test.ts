import { expect, test } from 'vitest'
import { accountNamed } from './account-fixture.ts'
import { EMPTY, toBody, toPatch, toValues } from './account-form.ts'

test('what is left empty is not sent', () => {
  expect(toBody(EMPTY)).toEqual({})
})

test('what is filled in is sent in the words of the API', () => {
  const values = {
    ...EMPTY,
    name: ' work ',
    weight: '3',
    models: 'claude-*, gpt-5',
    model_map: 'claude-*=gpt-5, opus = big',
    max_utilization: '57',
  }
  expect(toBody(values)).toEqual({
    name: 'work',
    weight: 3,
    models: ['claude-*', 'gpt-5'],
    model_map: { 'claude-*': 'gpt-5', opus: 'big' },
    max_utilization: 0.57,
  })
})

test('what is no number is sent as it is typed, so that the gateway says what it takes', () => {
  expect(toBody({ ...EMPTY, weight: 'heavy' })).toEqual({ weight: 'heavy' })
})

test('a form that nobody touched changes nothing', () => {
  const account = accountNamed('work', { models: ['a', 'b'], model_map: { x: 'y' }, max_utilization: 0.57, note: 'n' })
  expect(toPatch(toValues(account), toValues(account))).toEqual({})
})

test('only what was changed is sent, and what was emptied is taken back', () => {
  const before = toValues(accountNamed('work', { max_in_flight: 4, models: ['a'], note: 'n', weight: 5 }))
  const after = { ...before, name: 'main', max_in_flight: '', models: '', note: '', weight: '' }
  expect(toPatch(after, before)).toEqual({ name: 'main', max_in_flight: null, models: [], note: null, weight: 1 })
})
