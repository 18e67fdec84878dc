import { describe, expect, it } from 'vitest'
import { record } from '../recorded-terminal.ts'
import { startServer } from '../server-fixture.ts'

const ROW = { id: 'req_1', time: 1_800_000_000_000, pool: 'lb', model: 'claude-sonnet-5', status: 200, end: 'ok' }

/** Follows until `enough` lines have come. */
async function follow(argv: readonly string[], url: string, plan: { enough: number; onLine?: (line: string) => void }) {
  const stop = new AbortController()
  let lines = 0
  return record(
    ['requests', '--follow', ...argv],
    { CLAUDEFLARE_URL: url, CLAUDEFLARE_KEY: 'cf_x' },
    {
      stopping: stop.signal,
      onLine(line) {
        plan.onLine?.(line)
        lines += 1
        if (lines === plan.enough) stop.abort()
      },
    },
  )
}

describe('requests --follow', () => {
  it('prints requests as they end, asks for those alone with the same filters, and ends with 0', async () => {
    await using server = await startServer({})
    const listened = server.listened()
    const done = follow(['--account', 'main', '--end', 'failed'], server.url, { enough: 3 })
    await listened
    server.send('hello', { version: '1.2.3', now: 0 })
    server.send('requests', { items: [ROW], skipped: 0 })
    server.send('requests', { items: [{ ...ROW, id: 'req_2', end: 'failed', status: 529 }], skipped: 0 })
    const { status, out, err } = await done
    expect({ status, err }).toEqual({ status: 0, err: '' })
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^ID +TIME/),
      expect.stringMatching(/^req_1 .* ok/),
      expect.stringMatching(/^req_2 .* 529 +failed/),
    ])
    expect(server.seen).toMatchObject([
      { line: 'GET /api/events?account=main&end=failed&topics=requests', authorization: 'Bearer cf_x' },
    ])
  })

  it('prints one JSON object a line with --json, and says how many were skipped', async () => {
    await using server = await startServer({})
    const listened = server.listened()
    const done = follow(['--json'], server.url, { enough: 3 })
    await listened
    server.send('requests', { items: [ROW, { ...ROW, id: 'req_2' }], skipped: 7 })
    const { out, err } = await done
    expect(out.split('\n').map((line) => JSON.parse(line).id)).toEqual(['req_1', 'req_2'])
    expect(err).toBe('claudeflare: 7 more are not shown; claudeflare requests lists them')
  })

  it('connects again by itself, and says so', async () => {
    await using server = await startServer({})
    const listened = server.listened()
    const done = follow(['--json'], server.url, {
      enough: 4,
      onLine(line) {
        if (line.includes('req_1')) server.hangUp()
        if (line.includes('connected again')) server.send('requests', { items: [{ ...ROW, id: 'req_2' }], skipped: 0 })
      },
    })
    await listened
    server.send('requests', { items: [ROW], skipped: 0 })
    const { out, err } = await done
    expect(out).toContain('req_2')
    expect(err).toMatch(/the connection is lost \(.*\); trying again in 0\.25 s\n.*connected again/)
  })

  it('reads events far longer than a packet, and passes over what is none', async () => {
    await using server = await startServer({})
    const listened = server.listened()
    const done = follow(['--json'], server.url, { enough: 1 })
    await listened
    server.send('changed', { what: 'config' })
    server.send('requests', { items: [{ ...ROW, path: 'é'.repeat(200_000) }], skipped: 0 })
    expect(JSON.parse((await done).out).path).toHaveLength(200_000)
  })

  it.each([404, 401])('ends with 1 where the server answers %d', async (status) => {
    await using server = await startServer({}, status)
    expect((await record(['requests', '--follow', '--url', server.url], {})).status).toBe(1)
  })

  it.each([
    [['--since', '5m'], '--since does not go with --follow'],
    [['req_1'], '--follow takes no request'],
    [['--end', 'well'], '--end is one of ok, failed, cut, gone'],
  ])('refuses %j', async (argv, why) => {
    const { status, err } = await record(['requests', '--follow', ...argv], {})
    expect(status).toBe(2)
    expect(err).toContain(why)
  })
})
