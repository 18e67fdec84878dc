import { describe, expect, it } from 'vitest'
import type { Screen } from '../look/screen.ts'
import { record } from '../recorded-terminal.ts'
import { startServer } from '../server-fixture.ts'
import { createPainter } from './painter.ts'
import { ACCOUNTS, FAILOVER, OVERVIEW } from './top-fixture.ts'

const ANSWERS = {
  'GET /api/overview': OVERVIEW,
  'GET /api/accounts': { items: ACCOUNTS, next: null },
  'GET /api/requests?limit=100': { items: [FAILOVER], next: null },
}

/** A screen whose keys a test presses, and that tells when something stands on it. */
function openScreen() {
  let press: ((keys: string) => void) | null = null
  let resize: (() => void) | null = null
  let written = ''
  let isClosed = false
  const size = { columns: 100, rows: 30 }
  const waiting: { readonly text: string; done(): void }[] = []
  const screen: Screen = {
    size: () => size,
    write(text) {
      written += text
      for (const wait of waiting.splice(0)) {
        if (written.includes(wait.text)) wait.done()
        else waiting.push(wait)
      }
    },
    onKeys: (take) => (press = take),
    onResize: (take) => (resize = take),
    close: () => (isClosed = true),
  }
  return {
    screen,
    press: (keys: string) => press?.(keys),
    resize(columns: number) {
      size.columns = columns
      resize?.()
    },
    shows: (text: string) =>
      written.includes(text) ? Promise.resolve() : new Promise<void>((done) => waiting.push({ text, done })),
    forget: () => (written = ''),
    written: () => written,
    isClosed: () => isClosed,
  }
}

describe('top', () => {
  it('draws what it is told, is resized, and gives the terminal back when q is pressed', async () => {
    await using server = await startServer(ANSWERS)
    const opened = openScreen()
    const listened = server.listened()
    const done = record(['top'], { CLAUDEFLARE_URL: server.url }, { screen: opened.screen })
    await listened
    await opened.shows('● serving')
    server.send('overview', { ...OVERVIEW, version: '9.9.9' })
    await opened.shows('claudeflare 9.9.9')
    server.send('accounts', { items: [{ ...ACCOUNTS[0], state: 'disabled' }], removed: [] })
    await opened.shows('✗ disabled')
    opened.forget()
    opened.resize(60)
    expect(opened.written()).toContain('\u001B[2J')
    opened.press('jq')
    expect((await done).status).toBe(0)
    expect(opened.isClosed()).toBe(true)
  })

  it('rests while it is paused, and shows all that came when it goes on', async () => {
    await using server = await startServer(ANSWERS)
    const opened = openScreen()
    const listened = server.listened()
    const done = record(['top'], { CLAUDEFLARE_URL: server.url }, { screen: opened.screen })
    await listened
    await opened.shows('● live')
    opened.press('p')
    await opened.shows('‖ paused')
    server.send('overview', { ...OVERVIEW, version: '9.9.9' })
    server.send('requests', { items: [{ ...FAILOVER, id: 'req_later' }], skipped: 0 })
    // After those before it: what it asks for tells that they have come.
    server.send('hello', { version: '9.9.9', now: 0 })
    const asked = () => server.seen.filter(({ line }) => line === 'GET /api/accounts').length
    await expect.poll(asked).toBe(2)
    expect(opened.written()).not.toContain('9.9.9')
    opened.press('p')
    await opened.shows('9.9.9')
    await opened.shows('req_later')
    opened.press('q')
    await done
  })

  it('ends when the system wants it to', async () => {
    await using server = await startServer(ANSWERS)
    const opened = openScreen()
    const stop = new AbortController()
    const listened = server.listened()
    const done = record(['top'], { CLAUDEFLARE_URL: server.url }, { screen: opened.screen, stopping: stop.signal })
    await listened
    stop.abort()
    expect((await done).status).toBe(0)
    expect(opened.isClosed()).toBe(true)
  })

  it('prints one picture with --once, also where there is no terminal', async () => {
    await using server = await startServer(ANSWERS)
    const { status, out } = await record(['top', '--once', '--url', server.url], {})
    expect(out).not.toMatch(/ $/m)
    expect(status).toBe(0)
    expect(out).toMatch(/main .*● serving/)
    expect(out).toContain('req_1')
    expect(out).not.toContain('q quits')
  })

  it('needs a terminal', async () => {
    const { status, err } = await record(['top'], {})
    expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining('top --once prints one picture') })
  })

  it('says why where the server has no overview', async () => {
    await using server = await startServer({})
    expect((await record(['top', '--once', '--url', server.url], {})).status).toBe(1)
  })
})

describe('the painter', () => {
  it('writes only lines that changed, as one picture', () => {
    const written: string[] = []
    const painter = createPainter({ write: (text) => void written.push(text) })
    painter.draw(['one', 'two', 'three'])
    painter.draw(['one', '2', 'three'])
    painter.draw(['one', '2', 'three'])
    painter.draw(['one'])
    expect(written.slice(1)).toEqual([
      '\u001B[?2026h\u001B[2;1H2\u001B[K\u001B[?2026l',
      '\u001B[?2026h\u001B[2;1H\u001B[K\u001B[3;1H\u001B[K\u001B[?2026l',
    ])
  })
})
