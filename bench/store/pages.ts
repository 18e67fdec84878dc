import { z } from 'zod'
import { encodeRequestId } from '../../src/gateway/request-id.ts'
import { atMost } from '../figure.ts'
import type { Figure } from '../figure.ts'
import { sampleOf } from '../harness/sample.ts'
import { CLIENTS, MODELS, RARE } from './world.ts'

/** How often each page is asked for. */
const ROUNDS = 20
/** What every page has to keep, ms. */
const BOUND = atMost(200, 100)
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const RANGES = ['1h', '6h', '24h', '7d', '30d'] as const

interface Page {
  readonly name: string
  readonly path: string
}

const listSchema = z.object({
  items: z.array(z.object({ id: z.string(), account: z.string().nullable() })),
  next: z.string().nullable(),
})

/** Everything that the dashboard asks for of the store, each page a figure. */
export async function measurePages(url: string, say: (line: string) => void): Promise<readonly Figure[]> {
  const figures: Figure[] = []
  for (const page of await pagesOf(url)) {
    const figure = await measurePage(url, page)
    figures.push(figure)
    say(`${figure.measured.median.toFixed(1)} ms (at most ${figure.measured.most.toFixed(1)}): ${page.path}`)
  }
  return figures
}

async function measurePage(url: string, { name, path }: Page): Promise<Figure> {
  const times: number[] = []
  let detail = ''
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now()
    const response = await fetch(url + path)
    const text = await response.text()
    times.push(performance.now() - began)
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`)
    detail = describe(text)
  }
  return { name, bound: BOUND, unit: 'ms', measured: sampleOf(times), detail }
}

function describe(text: string): string {
  const list = listSchema.safeParse(JSON.parse(text))
  const size = `${Math.ceil(text.length / 1024)} KB`
  return list.success ? `${list.data.items.length} rows${list.data.next === null ? '' : ', and more'}, ${size}` : size
}

async function pagesOf(url: string): Promise<readonly Page[]> {
  const first = listSchema.parse(await (await fetch(`${url}/api/requests`)).json())
  const newest = first.items[0]?.id ?? encodeRequestId(1)
  const common = first.items.find(({ account }) => account !== null)?.account ?? ''
  const [model] = MODELS
  const [client = ''] = CLIENTS
  const analytics = [
    ['', 'everything'],
    ['&pool=lb', 'one pool'],
    [`&account=${common}`, 'one account'],
    [`&model=${model?.name ?? ''}`, 'one model'],
    [`&account=${common}&model=${model?.name ?? ''}`, 'one account and model'],
  ].flatMap(([filter = '', name = '']) =>
    RANGES.map((range) => ({ name: `analytics of ${range}, ${name}`, path: `/api/analytics?range=${range}${filter}` })),
  )
  const now = Date.now()
  const requests: readonly (readonly [name: string, query: string])[] = [
    ['first page', ''],
    ['next page', `cursor=${first.next ?? ''}`],
    ['500 rows', 'limit=500'],
    ['a common account', `account=${common}`],
    ['a rare account', `account=${RARE.account}`],
    ['a common model', `model=${model?.name ?? ''}`],
    ['a rare model', `model=${RARE.model}`],
    ['a common client', `client=${client}`],
    ['a rare client', `client=${RARE.client}`],
    ['a common status', 'status=200'],
    ['an uncommon status', 'status=503'],
    ['cut streams', 'end=cut'],
    ['two that seldom meet', `client=${client}&model=${RARE.model}`],
    ['what never was', 'account=nobody'],
    ['an hour a week ago', `since=${now - 7 * DAY_MS}&until=${now - 7 * DAY_MS + HOUR_MS}`],
    ['failed, of that hour', `since=${now - 7 * DAY_MS}&until=${now - 7 * DAY_MS + HOUR_MS}&end=failed`],
  ]
  return [
    { name: 'overview, with the sums since midnight', path: '/api/overview' },
    { name: 'accounts', path: '/api/accounts' },
    { name: 'pools', path: '/api/pools' },
    { name: 'prices, of the models of a week', path: '/api/prices' },
    { name: 'counters since the last reset', path: '/api/stats' },
    ...analytics,
    ...requests.map(([name, query]) => ({ name: `requests: ${name}`, path: `/api/requests?${query}` })),
    { name: 'one request with its trace', path: `/api/requests/${newest}` },
  ]
}
