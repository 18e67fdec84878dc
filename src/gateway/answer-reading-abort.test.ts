import { expect, test } from 'vitest'
import { FIRST, openReading, STREAM } from './reading-fixture.ts'

test('abort while a broken refusal is passed on', () => {
  const scene = openReading()
  scene.head(429)
  scene.data('{')
  scene.reading.onBroken('ECONNRESET', true)
  scene.when('bytes', () => scene.reading.abort())
  scene.reading.passOn()
  expect(scene.heard).toEqual(['refused 429 {', 'bytes {'])
})
test('abort when the answer begins', () => {
  const scene = openReading()
  scene.when('answered', () => scene.reading.abort())
  scene.head(200, STREAM)
  scene.data(FIRST)
  expect(scene.heard).toEqual(['answered 200 events', 'hang up'])
})
test('abort at the first of what was held', () => {
  const scene = openReading()
  scene.when('bytes', () => scene.reading.abort())
  scene.head(200, STREAM)
  scene.data(': hello\n\n')
  scene.data(FIRST)
  expect(scene.heard).toEqual(['answered 200 events', 'bytes : hello\n\n', 'hang up'])
})
test('abort while passing on: line', () => {
  const scene = openReading()
  scene.head(429)
  scene.data('{')
  scene.pass(5000)
  scene.data('1')
  scene.when('bytes {', () => scene.reading.abort())
  scene.reading.passOn()
  expect(scene.heard).toEqual(['refused 429 {', 'pause', 'bytes {', 'hang up'])
})

test('what was read by then is told, and nothing where nothing was', () => {
  const scene = openReading()
  expect(scene.reading.abort()).toBe(null)
  const begun = openReading()
  begun.head(200, STREAM)
  begun.data(FIRST)
  expect(begun.reading.abort()?.model).toBe('claude-x-1')
})
