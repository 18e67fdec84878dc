import { expect, test } from 'vitest'
import { Problem } from './ask.ts'
import { toFieldErrors } from './problem-fields.ts'

const SHOWN = ['name', 'weight', 'models']

function refused(detail: string, status = 400): Problem {
  return new Problem(status, 'bad_request', { detail })
}

test('what is wrong stands at the field that it is about', () => {
  const { fields, rest } = toFieldErrors(
    refused('weight: accepted is a whole number from 1; name: it is missing.'),
    SHOWN,
  )
  expect(fields).toEqual({ weight: 'Accepted is a whole number from 1.', name: 'It is missing.' })
  expect(rest).toBeNull()
})

test('one of a list is about the list', () => {
  expect(toFieldErrors(refused('models.0: accepted is a pattern.'), SHOWN).fields).toEqual({
    models: 'Accepted is a pattern.',
  })
})

test('what is about no field that is shown stands for itself', () => {
  const { fields, rest } = toFieldErrors(refused('provider: nobody knows it; name: it is missing.'), SHOWN)
  expect(fields).toEqual({ name: 'It is missing.' })
  expect(rest).toBe('Provider: nobody knows it.')
})

test('a conflict is told whole', () => {
  expect(toFieldErrors(refused('Refused: name: x is taken.', 409), SHOWN)).toEqual({
    fields: {},
    rest: 'Refused: name: x is taken.',
  })
})

test('a conflict that is about one field stands there, as it is told', () => {
  const detail = 'There is an account named work already; choose another name.'
  const taken = new Problem(409, 'conflict', { detail, field: 'name' })
  expect(toFieldErrors(taken, SHOWN)).toEqual({ fields: { name: detail }, rest: null })
  expect(toFieldErrors(taken, ['weight'])).toEqual({ fields: {}, rest: detail })
})

test('nothing is wrong where nothing was refused', () => {
  expect(toFieldErrors(null, SHOWN)).toEqual({ fields: {}, rest: null })
})
