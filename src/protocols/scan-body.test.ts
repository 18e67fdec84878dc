import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scanBody } from './scan-body.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('the scan of a request’s body', () => {
  test('finds what JSON.parse finds', () => {
    const body = fc.record(
      {
        model: fc.string(),
        stream: fc.oneof(fc.boolean(), fc.constant('true')),
        messages: fc.jsonValue(),
        x: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(body, fc.constantFrom(0, 1), fc.constantFrom('', '\uFEFF', ' \n'), (value, indent, lead) => {
        const bytes = encode(lead + JSON.stringify(value, null, indent))
        const { model, stream } = scanBody(bytes)
        expect(model?.value).toBe(value.model)
        expect(stream).toBe(value.stream === true)
        if (model !== null) {
          expect(JSON.parse(new TextDecoder().decode(bytes.subarray(model.start, model.end)))).toBe(value.model)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(scanBody(bytes).stream).toBe(false)
      }),
      { numRuns: 1000 },
    )
  })

  test.each([
    ['{"messages":[{"model":"inner","stream":true}]}', undefined, false],
    ['[{"model":"m","stream":true}]', undefined, false],
    ['{"model":null,"stream":1}', undefined, false],
    ['{"model":"a","stream":false,"model":"b","stream":true}', 'b', true],
    ['{"\\u006dodel":"escaped"}', 'escaped', false],
    ['{"model":"m","stream":true,"messages":[{"content":"cut off', 'm', true],
    ['', undefined, false],
    ['--boundary\r\ncontent-disposition: form-data; name="model"', undefined, false],
  ])('of %s', (text, model, stream) => {
    const facts = scanBody(encode(text))
    expect(facts.model?.value).toBe(model)
    expect(facts.stream).toBe(stream)
  })
})
