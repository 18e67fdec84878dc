import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BodyFacts } from './scan-body.ts'
import { scanBody } from './scan-body.ts'

function scan(value: unknown): BodyFacts {
  return scanBody(new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)))
}

/** The ids that a body names; `null` where it refers to nothing. */
function namesIn(value: unknown): readonly string[] | null {
  const { references } = scan(value)
  return references === null || !references.refers ? null : references.names
}

const content = (...blocks: readonly unknown[]): object => ({ messages: [{ role: 'user', content: blocks }] })

describe('a body refers to what is kept', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['a response', { previous_response_id: 'resp_1' }, ['resp_1']],
    ['a conversation', { conversation: 'conv_1' }, ['conv_1']],
    ['a conversation as an object', { conversation: { id: 'conv_1' } }, ['conv_1']],
    ['a container', { container: 'container_1' }, ['container_1']],
    [
      'a container with skills',
      {
        container: {
          id: 'container_1',
          skills: [
            { type: 'custom', skill_id: 'skill_1' },
            { type: 'anthropic', skill_id: 'pdf' },
          ],
        },
      },
      ['container_1', 'skill_1'],
    ],
    ['a container of a tool', { tools: [{ type: 'code_interpreter', container: 'cntr_1' }] }, ['cntr_1']],
    ['files of a tool’s container', { tools: [{ container: { type: 'auto', file_ids: ['a', 'b'] } }] }, ['a', 'b']],
    ['a file in a message', content({ type: 'document', source: { type: 'file', file_id: 'file_1' } }), ['file_1']],
    ['files within a tool’s result', content({ type: 'tool_result', content: [{ source: { file_id: 'f' } }] }), ['f']],
    ['a file of a chat', content({ type: 'file', file: { file_id: 'file-1' } }), ['file-1']],
    ['a batch’s input', { input_file_id: 'file-1', endpoint: '/v1/responses' }, ['file-1']],
    ['stores of files', { tools: [{ type: 'file_search', vector_store_ids: ['vs_1'] }] }, ['vs_1']],
    ['a cache', { cachedContent: 'cachedContents/1', contents: [] }, ['cachedContents/1']],
    ['a cache deeper down', { generateContentRequest: { cached_content: 'cachedContents/1' } }, ['cachedContents/1']],
    [
      'a file by its address',
      { contents: [{ parts: [{ fileData: { fileUri: 'https://x.example/v1beta/files/a' } }] }] },
      ['files/a'],
    ],
    ['a file by its name', { batch: { input_config: { file_name: 'files/b' } } }, ['files/b']],
    ['an item that nobody can find', { input: [{ type: 'item_reference', id: 'msg_1' }] }, []],
    ['what no JSON is, but may be some to others', '{"x":NaN,"previous_response_id":"resp_1"}', []],
  ])('by %s', (_name, body, names) => {
    expect(namesIn(body)?.toSorted()).toEqual(names.toSorted())
  })

  test.each<[string, unknown]>([
    ['nothing of the kind', content({ type: 'text', text: 'the file_id of "container"' })],
    [
      'such a word as a value',
      { messages: [{ role: 'user', content: 'file_id' }], tools: [{ input_schema: { required: ['file_id'] } }] },
    ],
    ['empty ones', { previous_response_id: null, conversation: null, container: {}, input: [{ file_id: '' }] }],
    [
      'what a tool is given',
      content({ type: 'tool_use', input: { file_id: 'x', container: 'nginx', deep: [{ fileUri: 'files/1' }] } }),
    ],
    [
      'what a tool of Gemini’s is given and gives',
      {
        contents: [
          {
            parts: [
              { functionCall: { args: { file_id: 'x' } } },
              { functionResponse: { response: { container: 'x' } } },
            ],
          },
        ],
      },
    ],
    [
      'what describes a tool',
      { tools: [{ name: 'a', input_schema: { properties: { file_id: { type: 'string' } } } }] },
    ],
    ['a conversation that is no request’s own', content({ conversation: 'talk', previous_response_id: 'x' })],
    [
      'what lies elsewhere',
      {
        contents: [
          {
            parts: [
              { fileData: { fileUri: 'https://www.youtube.com/watch?v=1' } },
              { fileData: { fileUri: 'gs://bucket/files/1' } },
            ],
          },
        ],
      },
    ],
    ['a file’s name of its own', content({ file_name: 'notes.txt', fileName: 'a/files/b' })],
    ['the vendor’s skills', { container: { skills: [{ type: 'anthropic', skill_id: 'pdf' }] } }],
  ])('not by %s', (_name, body) => {
    expect(namesIn(body)).toBeNull()
  })

  test('however its keys are written', () => {
    const letters = fc.constantFrom('file_id', 'cachedContent', 'container', 'file_uri', 'vector_store_ids')
    fc.assert(
      fc.property(letters, fc.array(fc.constantFrom(0, 1, 2), { minLength: 16, maxLength: 16 }), (word, forms) => {
        const key = word
          .split('')
          .map((letter, at) => write(letter, forms[at] ?? 0))
          .join('')
        const value = word === 'vector_store_ids' ? '["files/1"]' : '"files/1"'
        expect(namesIn(`{"a":[{"b":{"${key}" : ${value}}}]}`)).toEqual(['files/1'])
        if (word !== 'vector_store_ids') expect(namesIn(`{"${key}":"files/1"}`)).toEqual(['files/1'])
      }),
      { numRuns: 2_000 },
    )
  })

  test('whatever stands before it, however much', () => {
    const many = Array.from({ length: 1_000 }, (_, at) => ({ file_name: `${at}.txt`, container: null }))
    expect(namesIn({ many, last: { file_id: 'file_1' } })).toEqual(['file_1'])
    expect(namesIn(`{"container":{${' '.repeat(100_000)}"id":"container_1"}}`)).toEqual(['container_1'])
  })

  test('and one scan leaves nothing to the next', () => {
    expect(namesIn({ container: 'c' })).toEqual(['c'])
    expect(scan({ model: 'm' }).references).toBeNull()
  })
})

test('code that is to be run is seen, and whether the answer is to be kept', () => {
  expect(scan({ tools: [{ type: 'code_execution_20250825' }] }).references).toEqual({
    refers: false,
    names: [],
    runsCode: true,
  })
  expect(scan({ store: false }).store).toBe(false)
  expect(scan({ store: 'no' }).store).toBeNull()
})

test('a body in UTF-16 or UTF-32 is hidden, other bytes are none of our business', () => {
  const text = '{"previous_response_id":"resp_1"}'
  const little = Uint8Array.from(text.split('').flatMap((letter) => [letter.charCodeAt(0), 0]))
  const big = Uint8Array.from(text.split('').flatMap((letter) => [0, letter.charCodeAt(0)]))
  for (const body of [little, big, Uint8Array.from([0xff, 0xfe, ...little]), Uint8Array.from([0xfe, 0xff, ...big])]) {
    expect(scanBody(body).kind).toBe('hidden')
  }
  expect(scan('--boundary').kind).toBe('other')
})

/** A letter as itself, or escaped in either case. */
function write(letter: string, form: number): string {
  const code = letter.charCodeAt(0).toString(16).padStart(4, '0')
  return form === 0 ? letter : `\\u${form === 1 ? code : code.toUpperCase()}`
}
