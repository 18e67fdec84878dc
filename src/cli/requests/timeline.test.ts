import { describe, expect, it } from 'vitest'
import { widthOf } from '../look/text-width.ts'
import { toTimeline } from './timeline.ts'

const NOW = 1_800_000_000_000
const DETAIL = {
  id: 'req_7',
  time: NOW - 12_000,
  method: 'POST',
  path: '/v1/messages',
  model: 'claude-sonnet-5',
  pool: 'lb',
  client: 'laptop',
  status: 200,
  end: 'ok',
  error: null,
  account: 'spare',
  durationMs: 1_000,
  firstByteMs: 750,
  failovers: 1,
  available: 2,
  usage: { input: 1_204, output: 350, cacheRead: 98_300, cacheWrite5m: 0, cacheWrite1h: null },
  cost: 0.0134,
  attempts: [
    {
      account: 'main',
      reason: 'session',
      startedMs: 0,
      tookMs: 250,
      status: 429,
      result: 'limit: cools 37 s',
      heldMs: 0,
    },
    { account: 'spare', reason: 'failover', startedMs: 500, tookMs: 500, status: 200, result: 'success', heldMs: 250 },
  ],
  passedOver: [{ account: 'third', why: 'cooling', until: NOW + 180_000 }],
  noRoom: null,
}

describe('the timeline of a request', () => {
  const lines = toTimeline(DETAIL, { width: null, colour: false, now: NOW })
  const find = (beginning: string) => lines.find((line) => line.startsWith(beginning)) ?? ''

  it('tells what was asked and how it ended', () => {
    expect(lines.slice(0, 3)).toEqual([
      'req_7',
      'POST /v1/messages, model claude-sonnet-5, pool lb, client laptop',
      'ok 200, by spare after 1 failover, in 1.00 s, begun 2027-01-15 07:59:48 UTC',
    ])
  })

  it('tells who was considered, and who was passed over and why', () => {
    expect(find('considered')).toBe('considered  2 accounts could serve it')
    expect(find('third')).toMatch(/^third +cooling +2027-01-15 08:03:00$/)
  })

  it('has each attempt, the first byte and the end on one axis of time', () => {
    expect(find('attempt 1')).toMatch(/^attempt 1 +main +session +█{8}·{22} +0 ms +250 ms +429 +limit: cools 37 s$/)
    expect(find('attempt 2')).toMatch(/^attempt 2 +spare +failover, waited 250 ms +·{7}▒{8}█{15} +500 ms/)
    expect(find('first byte')).toMatch(/·{22}▲·{7} +750 ms/)
    expect(find('end')).toMatch(/·{29}▲ +1\.00 s +200 +ok$/)
  })

  it('tells tokens and cost', () => {
    expect(find('tokens')).toBe('tokens  99504 in (98300 read from a cache), 350 out')
    expect(find('cost')).toBe('cost    $0.013400')
  })

  it.each([80, 40])('has no line wider than %d columns, and loses no word of its sentences', (width) => {
    const narrow = toTimeline(DETAIL, { width, colour: false, now: NOW })
    for (const line of narrow) expect(widthOf(line)).toBeLessThanOrEqual(width)
    expect(narrow.join(' ').replaceAll(/ +/g, ' ')).toContain('99.5 k in (98.3 k read from a cache), 350 out')
  })

  it('of a request that nobody took, or of an older server, tells what there is', () => {
    const bare = toTimeline(
      { id: 'x', attempts: [], noRoom: { heldMs: 0, seen: [] } },
      { width: 60, colour: true, now: NOW },
    )
    expect(bare.join('\n')).toContain('nobody had room')
  })
})
