import { Headroom } from '../../src/balancer/headroom/headroom.ts'
import { Vendor } from './vendor.ts'
import { simulate } from './run.ts'
import { parseNuisances } from './nuisances.ts'
import { USUAL_WORLD } from './world.ts'
import { Caller } from './caller.ts'
import { Gateway } from './gateway.ts'
const G: any = Gateway.prototype
const gask = G.ask
G.ask = function (request: any, onlooker: any, done: any) {
  const t0 = Date.now
  const q = this.q ?? null
  gask.call(this, request, onlooker, (result: any, now: number) => {
    const key = request.asked
    const n = (tries.get(key) ?? 0) + 1
    tries.set(key, n)
    const sub = request.asked.thread.includes('/') ? 'sub' : 'main'
    const turn = homes.has(request.asked.thread) ? 'later' : 'first'
    if (result.kind === 'refused') { note(`refused try ${n} ${sub} ${turn}`); note(`wait ${n} ${sub} ${turn}`, result.retryAfterS ?? 0) } else note(`ok try ${n} ${sub} ${turn}`)
    if (result.kind === 'answered' || n === 3) tries.delete(key)
    done(result, now)
  })
}
const tries = new Map<any, number>()
const [load = '0.9', nuis = 'off', seeds = '3'] = process.argv.slice(2)
let last: any = null
const stats: Record<string, number> = {}
const note = (k: string, by = 1) => { stats[k] = (stats[k] ?? 0) + by }
const errs: Record<string, number[]> = {}
const H: any = Headroom.prototype
const choose = H.choose
H.choose = function (lane: any, ask: any, ex: any, now: number) {
  const conv = this._p ?? null
  const known = ask.conversation === null ? null : this['conv']?.(ask)
  const placed = choose.call(this, lane, ask, ex, now)
  last = { placed, ask, now }
  note('choose ' + placed.kind)
  if (placed.kind === 'full') { const h = placed.seen[0]; note('full: home limit ' + h?.limit + ' n' + placed.seen.length); const others = placed.seen.slice(1); note('full others out', others.filter((x:any)=>x.limit==='output-tokens').length); note('full others in', others.filter((x:any)=>x.limit==='input-tokens').length); note('full others fit', others.filter((x:any)=>x.waitMs===0).length) }
  if (placed.kind === 'full') { note('full wait s', Math.min(99, (placed.at - now) / 1000)) }
  return placed
}
const V: any = Vendor.prototype
const ask = V.ask
const homes = new Map<string, number>()
V.ask = function (account: number, asked: any, now: number) {
  const c = this.countersOf(account)
  const truth: any = { requests: c.requests.level(now), 'input-tokens': c.input.level(now), 'output-tokens': c.output.level(now) }
  const commit = c.output.committed(now)
  const r = last?.placed?.kind === 'send' ? last.placed.reservation : null
  const warm = this.warm(account, asked, now)
  const actual = asked.prompt - warm
  if (r) {
    for (const b of r.for.member.quota.of(r.for.model)) {
      const before = b.kind.meter === 'requests' ? b.levelAt(now) + 1 : b.kind.meter === 'input' ? b.levelAt(now) + r.draw.fresh : b.levelAt(now)
      ;(errs[b.kind.name] ??= []).push(before - truth[b.kind.name])
    }
    if (process.env['DBG'] && actual - r.draw.fresh > 2000 && (stats['dbg'] = (stats['dbg'] ?? 0) + 1) < 25) console.log(asked.thread, 'prompt', asked.prompt, 'warm', warm, 'draw', Math.round(r.draw.fresh), Math.round(r.draw.cached), 'acct', account, 'home', homes.get(asked.thread), 'conv', r.for.conversation && { tokens: r.for.conversation.tokens, bytes: r.for.conversation.bytes, sent: r.for.conversation.sentBytes, cached: r.for.conversation.cached, b: r.for.bytes, m: r.for.conversation.member.account.name })
    ;(errs['draw'] ??= []).push(r.draw.fresh - actual)
    ;(errs['unseen-out'] ??= []).push((r.for.member.quota.buckets.find((b:any)=>b.kind.meter==='output')?.unseen ?? 0)*60000)
    ;(errs['pending-commit'] ??= []).push((r.for.member.quota.buckets.find((b:any)=>b.kind.meter==='output')?.pending ?? 0)-commit)
  }
  const home = homes.get(asked.thread)
  if (home !== undefined && home !== account) note('thread moved')
  if (home !== undefined && home === account && warm === 0) note('home but cold')
  if (home === undefined) note('thread new')
  homes.set(asked.thread, account)
  const answer = ask.call(this, account, asked, now)
  note('ask ' + answer.kind)
  if (answer.kind === 'refused') {
    const lim = answer.limits?.limits.find((l: any) => l.refused)?.name
    note('refused by ' + lim)
    if (lim === 'input-tokens') note(actual > 30000 ? 'ref input huge' : actual - (r?.draw.fresh ?? 0) > 2000 ? 'ref input misjudged draw' : 'ref input level')
    const b = r?.for.member.quota.buckets.find((x: any) => x.kind.name === lim)
    if (process.env['DBG2'] && (stats['dbg2'] = (stats['dbg2'] ?? 0) + 1) < 30) console.log(lim, 'need', Math.round(lim === 'input-tokens' ? actual : 0), 'draw', Math.round(r.draw.fresh), 'belief', Math.round(b.levelAt(now) + (lim === 'input-tokens' ? r.draw.fresh : 0)), 'truth', Math.round(truth[lim!]), 'stale', Math.round((now - b.toldAt)/1000), 'unseen/min', Math.round(b.unseen*60000), 'inFlight', r.for.member.inFlight, r.for.member.account.name)
    if (b) { const before = lim === 'input-tokens' ? b.levelAt(now) + r.draw.fresh : b.levelAt(now); (errs['REF ' + lim] ??= []).push(before - truth[lim!]) }
  }
  return answer
}
let fig: any
for (let seed = 1; seed <= Number(seeds); seed++) { homes.clear(); fig = simulate({ ...USUAL_WORLD, nuisances: { ...(parseNuisances(nuis) as any) } }, { contender: (process.argv[5] ?? 'headroom') as any, load: Number(load), seed }) }
console.log(fig)
console.log(stats)
const q = (a: number[], p: number) => a[Math.floor(p * (a.length - 1))]
for (const [k, v] of Object.entries(errs)) { v.sort((a, b) => a - b); console.log(k.padEnd(22), v.length, [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99].map((p) => Math.round(q(v, p)!)).join(' ')) }
