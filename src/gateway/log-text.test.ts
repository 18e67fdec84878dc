import { describe, expect, it } from 'vitest'
import { toLogText } from './log-text.ts'

const line = (message: string, fields: Readonly<Record<string, unknown>>) =>
  toLogText({ level: 'info', time: '2026-11-26T10:02:33.000Z', message, fields })

describe('a line of the log for people', () => {
  it('leaves out what is absent', () => {
    expect(line('GET /v1/models', { status: 200, model: null })).toBe('10:02:33 info  GET /v1/models status=200\n')
  })

  it('is one line, whatever a caller calls a model, and drives no terminal', () => {
    const model = 'a\n10:02:34 info  all is well\r\u001b[2J\u009b31m\u202e'
    expect(line('a\u001b]0;b\u0007', { model })).toBe(
      '10:02:33 info  a?]0;b? model=a?10:02:34 info  all is well??[2J?31m?\n',
    )
  })

  it('keeps the lines of a stack', () => {
    expect(line('Error: a\n    at b', {})).toBe('10:02:33 info  Error: a\n    at b\n')
  })
})
