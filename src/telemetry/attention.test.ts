import { describe, expect, test } from 'vitest'
import { AttentionBook } from './attention.ts'
import type { AttentionFacts } from './attention-facts.ts'
import { budget, facts, HOUR, limit, MINUTE, NOW, pool, seen } from './attention-fixture.ts'
import { sumUp } from './sum-up.ts'

/** What is told at a single look. */
function told(of: Partial<AttentionFacts>) {
  return sumUp(new AttentionBook().look(facts(of), NOW), NOW)
}

const texts = (of: Partial<AttentionFacts>): readonly string[] => told(of).map(({ text }) => text)

describe('accounts', () => {
  test('where all serve there is nothing to tell', () => {
    expect(told({ pools: [pool([seen('a'), seen('b')]), pool([])], budgets: [budget()] })).toEqual([])
  })

  test('one that needs sign-in is told with the command that helps', () => {
    const needy = seen('work-2', { state: 'needs_sign_in', reason: 'invalid_grant' })
    const [row] = told({ pools: [pool([seen('a'), seen('b'), needy])] })
    expect(row).toEqual({
      id: 'needs_sign_in:id-work-2',
      kind: 'needs_sign_in',
      level: 'warning',
      text: 'Account work-2 needs sign-in: its refresh token was refused (invalid_grant). Sign in again with `claudeflare accounts sign-in work-2` or on the Accounts page.',
      pool: 'lb',
      account: 'work-2',
      accountId: 'id-work-2',
      since: NOW,
      until: null,
    })
  })

  test('a disabled one is told with why and until when', () => {
    const failing = seen('b', { state: 'disabled', reason: 'failures', until: NOW + 30_000 })
    const refused = seen('c', { state: 'disabled', reason: 'auth', until: NOW + 30 * MINUTE })
    expect(texts({ pools: [pool([seen('a'), seen('a2'), failing, refused])] })).toEqual([
      'Account b is disabled: most of its last answers were failures; it is tried again in 30 s.',
      'Account c is disabled: its vendor refused its credential, so see whether that is still good; it is tried again in 30 min.',
    ])
  })

  test('a cooling one is told with its end', () => {
    const cooling = seen('b', { state: 'cooling', reason: 'rate_limit_error', until: NOW + 3 * MINUTE })
    expect(told({ pools: [pool([seen('a'), seen('c'), cooling])] })).toMatchObject([
      {
        level: 'note',
        text: 'Account b cools down; it is back in 3 min (rate_limit_error).',
        until: NOW + 3 * MINUTE,
      },
    ])
  })

  test('a limit that is used to more than 90 % is told with its reset; one that is back within a minute is not', () => {
    const close = seen('a', { limits: [limit(), limit({ name: '7d', utilization: 0.934 })] })
    const soon = seen('b', { limits: [limit({ utilization: 0.99, resetsAt: NOW + 20_000 })] })
    expect(texts({ pools: [pool([close, soon])] })).toEqual([
      'Account a has used 93 % of its limit 7d; it begins anew in 2 h.',
    ])
  })

  test('many that have the same are one sentence', () => {
    const cooling = Array.from({ length: 12 }, (_, n) =>
      seen(`c${n}`, { state: 'cooling', until: NOW + (n + 3) * MINUTE }),
    )
    expect(told({ pools: [pool([seen('a'), seen('b'), ...cooling])] })).toMatchObject([
      {
        id: 'cooling:pool:lb',
        text: '12 accounts of pool lb cool down; the first is back in 3 min: c0, c1, c2 and 9 more.',
        account: null,
        until: NOW + 3 * MINUTE,
      },
    ])
  })
})

const cooling = (name: string, ms: number) => seen(name, { state: 'cooling', until: NOW + ms })

describe('pools', () => {
  test('one with one account left is told, and who is due back', () => {
    const paused = seen('c', { state: 'paused', reason: 'by hand' })
    expect(texts({ pools: [pool([seen('a'), cooling('b', 2 * HOUR), paused])] })[0]).toBe(
      'Pool lb has one account left, a; of the others, 1 cooling, 1 paused. The first that is expected back, b, is due in 2 h.',
    )
  })

  test('with none left it is the most pressing of all, and not told to have one left', () => {
    const rows = told({ pools: [pool([cooling('a', HOUR), seen('b', { state: 'paused' })])] })
    expect(rows.map(({ kind }) => kind)).toEqual(['no_account', 'cooling'])
    expect(rows[0]).toMatchObject({
      level: 'critical',
      text: 'No account of pool lb is left (1 cooling, 1 paused): its calls fail. The first that is expected back, a, is due in 60 min.',
    })
  })

  test('a pool of one account, one that is off, and a busy moment are no news', () => {
    const busy = pool([seen('a'), cooling('b', 20_000)])
    const off = pool([seen('a', { state: 'paused' })], { enabled: false })
    const rows = told({ pools: [pool([seen('a')]), busy, off] })
    expect(rows.map(({ kind }) => kind)).toEqual(['cooling'])
  })
})

describe('budgets', () => {
  test('are told from the share on that is set', () => {
    expect(texts({ budgets: [budget({ spentUsd: 15.99 })] })).toEqual([])
    expect(texts({ budgets: [budget({ spentUsd: 16.2 })] })).toEqual([
      'Client key night job has used 81 % of its budget ($16.20 of $20.00 a day). It begins anew in 5 h.',
    ])
    expect(texts({ budgets: [budget({ spentUsd: 10 })], budgetShare: 0.5 })).toHaveLength(1)
  })

  test('are told at exactly that share, in dollars and cents', () => {
    expect(texts({ budgets: [budget({ spentUsd: 0.16, usd: 0.2 })] })).toEqual([
      'Client key night job has used 80 % of its budget ($0.16 of $0.20 a day). It begins anew in 5 h.',
    ])
  })

  test('and where calls are refused since too little is left', () => {
    expect(told({ budgets: [budget({ spentUsd: 0.1, usd: 0.2, isRefusing: true })] })).toMatchObject([
      {
        id: 'budget:k1:spent',
        level: 'critical',
        text: 'Too little is left of the budget of client key night job ($0.10 of $0.20 a day): calls that may cost more than the rest are refused. It begins anew in 5 h; to let it go on, make a key with another budget, or have it ask for fewer tokens.',
      },
    ])
  })

  test('and when they are used up', () => {
    expect(told({ budgets: [budget({ spentUsd: 0.0412, usd: 0.0412 })] })).toMatchObject([
      {
        id: 'budget:k1:spent',
        level: 'critical',
        text: 'The budget of client key night job is used up ($0.041 of $0.041 a day): its calls are refused. It begins anew in 5 h; to let it go on, make a key with another budget.',
      },
    ])
  })
})

const rates = (recent: [number, number], before: [number, number]) => ({
  pools: [
    pool([seen('a')], {
      errors: {
        recent: { requests: recent[0], failed: recent[1] },
        before: { requests: before[0], failed: before[1] },
      },
    }),
  ],
})

describe('error rates', () => {
  test('that have doubled are told', () => {
    expect(texts(rates([100, 31], [1_000, 40]))).toEqual([
      '31 % of the requests of pool lb failed in the last 5 minutes, against 4 % in the hour before. The Requests page, or `claudeflare requests`, tells which and why.',
    ])
  })

  test('are no news with few requests, few failures, or no more than were usual', () => {
    expect(told(rates([19, 19], [0, 0]))).toEqual([])
    expect(told(rates([100, 4], [1_000, 0]))).toEqual([])
    expect(told(rates([100, 40], [1_000, 250]))).toEqual([])
  })

  test('are told until they are back where they were, however long that takes', () => {
    const book = new AttentionBook()
    const look = (of: Partial<AttentionFacts>) => book.look(facts(of), NOW).length
    expect(look(rates([100, 40], [1_000, 100]))).toBe(1)
    expect(look(rates([100, 40], [1_000, 400]))).toBe(1)
    expect(look(rates([100, 19], [1_000, 400]))).toBe(0)
  })
})

test('lost records of the ledger are told for an hour', () => {
  const book = new AttentionBook()
  const look = (dropped: number, now: number) => book.look(facts({ ledger: { dropped, queued: 0 } }), now)
  expect(look(0, NOW)).toEqual([])
  expect(look(7, NOW + 1_000)).toMatchObject([{ kind: 'ledger', since: NOW + 1_000 }])
  expect(look(7, NOW + 2 * MINUTE)[0]?.text).toMatch(/^The ledger has lost 7 records .* the last 2 min ago/)
  expect(look(7, NOW + HOUR + 1_000)).toEqual([])
})

test('a row keeps its id and since when it is so', () => {
  const book = new AttentionBook()
  const cooling = { pools: [pool([seen('a'), seen('b'), seen('c', { state: 'cooling', until: NOW + HOUR })])] }
  book.look(facts(cooling), NOW)
  expect(book.look(facts(cooling), NOW + MINUTE)).toMatchObject([{ id: 'cooling:id-c', since: NOW }])
  book.look(facts(), NOW + 2 * MINUTE)
  expect(book.look(facts(cooling), NOW + 3 * MINUTE)).toMatchObject([{ since: NOW + 3 * MINUTE }])
})

test('no more than 100 are told', () => {
  const budgets = Array.from({ length: 300 }, (_, n) => budget({ keyId: `k${n}`, spentUsd: 20 }))
  expect(told({ budgets })).toHaveLength(100)
})
