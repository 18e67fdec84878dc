import { describe, expect, test } from 'vitest'
import { openReading } from './reading-fixture.ts'
import type { ReadingScene } from './reading-fixture.ts'

const KB = 1024

/** A refusal of which some has come and that is being judged. */
function judging(text = '{"error":'): ReadingScene {
  const scene = openReading()
  scene.head(429)
  scene.data(text)
  scene.pass(5_000)
  scene.heard.length = 0
  return scene
}

describe('a refusal', () => {
  test.each([400, 401, 404, 429, 500, 529])('is judged when its body has come: %i', (status) => {
    const { reading, heard, head, data } = openReading()
    head(status)
    data('{"error":')
    data('1}')
    expect(heard).toEqual([])
    reading.onEnd([])
    expect(heard).toEqual([`refused ${status} {"error":1}`])
    expect(reading.isOver).toBe(false)
  })

  test('without a body is judged by its head', () => {
    const { reading, heard, head } = openReading()
    head(401)
    reading.onEnd([])
    expect(heard).toEqual(['refused 401 '])
  })

  test('that is judged at once and dropped ends there: its line needs no hanging up', () => {
    const scene = openReading()
    scene.when('refused', () => scene.reading.abort())
    scene.head(429)
    scene.data('{}')
    scene.reading.onEnd([])
    expect(scene.heard).toEqual(['refused 429 {}'])
    expect(scene.reading.isOver).toBe(true)
  })

  test('that is judged at once and passed on comes whole, with its trailers', () => {
    const scene = openReading()
    scene.when('refused', () => scene.reading.passOn())
    scene.head(429)
    scene.data('{"a":')
    scene.data('1}')
    scene.reading.onEnd(['x-took', '3'])
    expect(scene.heard).toEqual(['refused 429 {"a":1}', 'bytes {"a":', 'bytes 1}', 'complete x-took 3'])
  })

  test('of a stream is passed on without an end mark of its protocol', () => {
    const scene = openReading()
    scene.head(529, 'text/event-stream')
    scene.data('event: error\ndata: {}\n\n')
    scene.reading.onEnd([])
    scene.reading.passOn()
    expect(scene.heard.at(-1)).toBe('complete')
  })

  test('is judged by its first 64 KB, and passed on byte for byte all the same', () => {
    const scene = openReading()
    scene.head(500)
    scene.data('x'.repeat(60 * KB))
    expect(scene.heard).toEqual([])
    scene.data('y'.repeat(10 * KB))
    expect(scene.heard).toEqual([`refused 500 ${64 * KB} bytes`])
    scene.reading.passOn()
    scene.data('z')
    scene.reading.onEnd([])
    expect(scene.heard.slice(1)).toEqual([`bytes ${60 * KB} bytes`, `bytes ${10 * KB} bytes`, 'bytes z', 'complete'])
  })

  test('whose line breaks is judged by what has come, and passed on is cut', () => {
    const scene = openReading()
    scene.head(429)
    scene.data('{"error":')
    scene.reading.onBroken('ECONNRESET', true)
    expect(scene.heard).toEqual(['refused 429 {"error":'])
    scene.reading.passOn()
    expect(scene.heard.slice(1)).toEqual(['bytes {"error":', 'cut: ECONNRESET'])
  })

  test('whose line breaks and that is dropped needs no hanging up', () => {
    const scene = openReading()
    scene.when('refused', () => scene.reading.abort())
    scene.head(429)
    scene.reading.onBroken('ECONNRESET', true)
    expect(scene.heard).toEqual(['refused 429 '])
  })
})

describe('a refusal that is judged later', () => {
  test('is hung up on where it is dropped', () => {
    const { reading, heard } = judging()
    reading.abort()
    expect(heard).toEqual(['hang up'])
  })

  test('goes on where it is passed on and nothing has come meanwhile: its line never waited', () => {
    const { reading, heard, data } = judging()
    reading.passOn()
    data('1}')
    reading.onEnd([])
    expect(heard).toEqual(['bytes {"error":', 'bytes 1}', 'complete'])
  })

  test('has its line wait when more comes, and go on when it is passed on', () => {
    const { reading, heard, data } = judging()
    data('1')
    expect(heard).toEqual(['pause'])
    reading.passOn()
    expect(heard).toEqual(['pause', 'bytes {"error":', 'bytes 1', 'resume'])
    data('}')
    reading.onEnd([])
    expect(heard.slice(4)).toEqual(['bytes }', 'complete'])
  })

  test('leaves its line waiting where the caller takes no more of what was held', () => {
    const scene = judging()
    scene.data('1')
    scene.takesMore = false
    scene.reading.passOn()
    expect(scene.heard).toEqual(['pause', 'bytes {"error":', 'bytes 1', 'pause'])
  })

  test('has its line wait where it is passed on to a caller who takes no more', () => {
    const scene = judging()
    scene.takesMore = false
    scene.reading.passOn()
    expect(scene.heard).toEqual(['bytes {"error":', 'pause'])
  })

  test('is hung up on where more has come and it is dropped', () => {
    const { reading, heard, data } = judging()
    data('1')
    reading.abort()
    expect(heard).toEqual(['pause', 'hang up'])
  })

  test('comes whole where its end came before the verdict', () => {
    const { reading, heard, data } = judging()
    data('1}')
    reading.onEnd(['x-took', '3'])
    expect(heard).toEqual(['pause'])
    reading.passOn()
    expect(heard.slice(1)).toEqual(['bytes {"error":', 'bytes 1}', 'complete x-took 3'])
  })

  test('comes whole where its end came and the caller takes no more: no line is there to wait', () => {
    const scene = judging('{}')
    scene.reading.onEnd([])
    scene.takesMore = false
    scene.reading.passOn()
    expect(scene.heard).toEqual(['bytes {}', 'complete'])
  })

  test('is cut where its line broke before the verdict', () => {
    const { reading, heard } = judging()
    reading.onBroken('ECONNRESET', true)
    expect(heard).toEqual([])
    reading.passOn()
    expect(heard).toEqual(['bytes {"error":', 'cut: ECONNRESET'])
  })

  test('comes whole where its line broke after its end', () => {
    const { reading, heard } = judging('{}')
    reading.onEnd([])
    reading.onBroken('ECONNRESET', true)
    reading.passOn()
    expect(heard).toEqual(['bytes {}', 'complete'])
  })

  test.each(['end', 'break'])('is dropped without hanging up after its %s', (how) => {
    const { reading, heard } = judging()
    if (how === 'end') reading.onEnd([])
    else reading.onBroken('ECONNRESET', true)
    reading.abort()
    expect(heard).toEqual([])
  })

  test('is passed on once, and not after it was dropped', () => {
    const { reading, heard } = judging('{}')
    reading.onEnd([])
    reading.passOn()
    reading.passOn()
    expect(heard).toEqual(['bytes {}', 'complete'])
    const dropped = judging()
    dropped.reading.abort()
    dropped.reading.passOn()
    expect(dropped.heard).toEqual(['hang up'])
  })
})
