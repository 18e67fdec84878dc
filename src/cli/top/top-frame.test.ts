import { describe, expect, it } from 'vitest'
import { widthOf } from '../look/text-width.ts'
import { toFrame } from './top-frame.ts'
import { ACCOUNTS, NOW, toState } from './top-fixture.ts'

const look = { colour: false, now: NOW }
const frame = (columns = 120, rows = 40, state = toState()) => toFrame(state, { columns, rows }, look)

describe('the picture of top', () => {
  it('tells what is so over all', () => {
    const text = frame().join('\n')
    expect(text).toContain('claudeflare 1.2.3 at http://127.0.0.1:8080   ● live')
    expect(text).toContain('req/s 12.3   success 99.2 %   in flight 3   p50 410 ms   p95 1.24 s')
    expect(text).toContain('tok/s in 12.3 k   out 350   from cache 82.1 %   today 12.3 k requests   cost $4.20')
  })

  it('has the pools, the accounts with share, limit and countdown, what needs attention, and what failed over', () => {
    const lines = frame()
    const find = (word: string) => lines.find((line) => line.includes(word)) ?? ''
    expect(find('headroom')).toMatch(/^lb +headroom +2 of 3 +12\.3 +1$/)
    expect(find('main')).toMatch(/main +lb +● serving +█{7}▌·· 75 % +2 +█{4}·{6} input-tokens, full in 34 s +2 h left$/)
    expect(find('cooling')).toMatch(/spare +lb +◐ cooling 37 s +█{2}▌·{7} 25 % +0 +█{10} unified-5h, new in 3 h +-$/)
    expect(find('Pool lb has')).toBe('✗ Pool lb has one account left.')
    expect(find('req_1')).toMatch(
      /^✓ 12 s ago +200 {2}spare {2}claude-sonnet-5 {2}1 failover {2}main: limit met {2}in 900 ms {2}req_1$/,
    )
    expect(lines.at(-1)).toContain('q quits')
  })

  it('says that it rests, or that nothing comes', () => {
    expect(frame(120, 40, toState({ isPaused: true }))[0]).toContain('‖ paused')
    const lost = toState({ connection: { kind: 'lost', why: 'ECONNREFUSED' } })
    expect(frame(120, 40, lost)[0]).toContain('! no connection: ECONNREFUSED')
  })

  it.each([
    [120, 40],
    [80, 24],
    [40, 12],
    [20, 5],
    [1, 1],
  ])('fits %d columns and %d rows', (columns, rows) => {
    const many = new Map<string, unknown>(
      Array.from({ length: 100 }, (_, index) => [String(index), { ...ACCOUNTS[0], id: String(index) }]),
    )
    const lines = frame(columns, rows, toState({ accounts: many }))
    expect(lines.length).toBeLessThanOrEqual(rows)
    for (const line of lines.slice(0, 4)) expect(widthOf(line)).toBeLessThanOrEqual(columns)
    if (columns >= 40) for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns)
  })

  it('shows the selected account among however many', () => {
    const many = new Map<string, unknown>(
      Array.from({ length: 100 }, (_, index) => [
        String(index),
        { ...ACCOUNTS[0], id: String(index), name: `n${index}` },
      ]),
    )
    const lines = frame(100, 24, toState({ accounts: many, selected: '73' }))
    expect(lines.some((line) => line.startsWith('▸ n73'))).toBe(true)
    expect(lines.some((line) => /… and \d+ more/.test(line))).toBe(true)
  })

  it('is drawn of nothing, too', () => {
    const nothing = toState({ overview: null, accounts: new Map(), happenings: [] })
    expect(frame(80, 24, nothing).join('\n')).toContain('req/s -')
  })
})
