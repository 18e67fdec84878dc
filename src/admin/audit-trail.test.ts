import { describe, expect, it } from 'vitest'
import { createControlApi } from './control-api.ts'
import { createFixture, mint, NOW, UUID } from './control-fixture.ts'
import { auditRow } from './audit-contract.ts'
import { OPERATIONS } from './operations.ts'

const admin = mint({ name: 'boss', scopes: ['admin'] })
const OURS = ['host', 'gateway.example', 'origin', 'http://gateway.example']

describe('the audit log', () => {
  it('has an action for every operation that changes something, of the form thing.done', () => {
    const changing = OPERATIONS.filter((operation) => operation.method !== 'get' && !('changes' in operation))
    const lacking = changing.filter(
      (operation) => !('action' in operation && /^[a-z_]+\.[a-z_]+$/.test(operation.action)),
    )
    expect(lacking).toEqual([])
    const below = createControlApi(createFixture().deps).routes.filter(
      ({ method, path }) => !['ALL', 'GET'].includes(method) && !path.startsWith('/api/'),
    )
    expect(below.map(({ path }) => path)).toEqual(['/:uuid/lb/v1/load-balancer/reset'])
  })

  it('keeps who changed what, to what', async () => {
    const { send, audited } = createFixture({ keys: [admin.record] })
    const { key } = admin
    const made = await send('/api/keys', { key, json: { name: 'laptop', scopes: ['call'], requests_per_minute: 5 } })
    const { id } = (await made.json()) as { id: string }
    await send('/api/accounts/key-1/pause', { key, json: { reason: 'billing' } })
    await send('/api/accounts/key-1/resume', { key, method: 'POST' })
    await send('/api/accounts/key-1/reset', { key, method: 'POST' })
    await send('/api/pools/lb', { key, method: 'PATCH', json: { strategy: 'weighted' } })
    await send('/api/config/strategy', { key, method: 'PUT', json: { strategy: 'weighted' } })
    await send(`/${UUID}/lb/v1/load-balancer/reset`, { key, method: 'POST' })
    await send(`/api/keys/${id}`, { key, method: 'DELETE' })
    expect(audited.toReversed().map(({ action, target, detail }) => [action, target, detail])).toEqual([
      ['key.create', id, '{"name":"laptop","scopes":["call"],"requests_per_minute":5}'],
      ['account.pause', 'key-1', '{"reason":"billing"}'],
      ['account.resume', 'key-1', null],
      ['account.reset', 'key-1', null],
      ['pool.change', 'lb', '{"strategy":"weighted"}'],
      ['pool.change', 'accounts', '{"strategy":"weighted"}'],
      ['pool.reset', 'lb', null],
      ['key.delete', id, null],
    ])
    expect(audited[0]).toMatchObject({ at: NOW, who: `key boss (${admin.record.id})` })
    expect(new Set(audited.map(({ who }) => who)).size).toBe(1)
  })

  it('tells a session from its key, and open mode from a uuid', async () => {
    const signed = createFixture({ keys: [admin.record] })
    const answer = await signed.send('/api/session', { json: { key: admin.key } })
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const head = { headers: [...OURS, 'cookie', cookie] }
    await signed.send('/api/accounts/key-1/pause', { method: 'POST', head })
    await signed.send('/api/session', { method: 'DELETE', head })
    expect(signed.audited.toReversed().map(({ who, action }) => [who, action])).toEqual([
      [`key boss (${admin.record.id})`, 'session.create'],
      [`session of boss (${admin.record.id})`, 'account.pause'],
      [`session of boss (${admin.record.id})`, 'session.delete'],
    ])
    expect(JSON.stringify(signed.audited)).not.toContain(admin.key)
    const open = createFixture()
    await open.send('/api/accounts/key-1/pause', { method: 'POST' })
    await open.send(`/${UUID}/lb/v1/load-balancer/reset`, { method: 'POST' })
    expect(open.audited.map(({ who }) => who)).toEqual(['uuid', 'open mode'])
  })

  it('keeps nothing that did not succeed, and nothing that changed nothing', async () => {
    const { send, audited } = createFixture({ keys: [admin.record] })
    const { key } = admin
    await send('/api/accounts/key-1/pause', { method: 'POST' })
    await send('/api/accounts/nobody/pause', { method: 'POST', key })
    await send('/api/keys', { key, json: { name: '' } })
    await send(`/api/keys/${admin.record.id}`, { key, method: 'DELETE' })
    await send('/api/accounts', { key })
    await send('/api/accounts', { key, method: 'DELETE' })
    expect(audited).toEqual([])
  })

  it('that cannot be written undoes nothing: the change is told as done, and the log says what is missing', async () => {
    const { deps, warnings } = createFixture()
    const api = createControlApi({ ...deps, audit: { ...deps.audit, record: () => Promise.reject(new Error('full')) } })
    const head = { path: '/', query: '', headers: ['host', 'localhost'], httpVersion: '1.1', peer: '::1', tls: false }
    const answer = await api.fetch(new Request('http://localhost/api/accounts/key-1/pause', { method: 'POST' }), {
      head,
    })
    expect(answer.status).toBe(200)
    expect(warnings).toEqual(['account.pause of key-1 is missing in the audit log: Error: full'])
  })

  it('tells what an account of an id is called now', async () => {
    const { send, deps } = createFixture()
    const [account] = deps.settings().accounts
    if (account === undefined) throw new Error('the fixture has no account')
    await send(`/api/accounts/${account.id}/pause`, { method: 'POST' })
    await send('/api/pools/lb', { method: 'PATCH', json: { strategy: 'weighted' } })
    const told = (await (await send('/api/audit')).json()) as { items: unknown[] }
    expect(told.items.map((item) => auditRow.parse(item))).toMatchObject([
      { target: 'lb', targetName: null },
      { target: account.id, targetName: account.name },
    ])
  })

  it('is read newest first, page by page', async () => {
    const { send } = createFixture()
    for (const action of ['pause', 'resume', 'reset']) await send(`/api/accounts/key-1/${action}`, { method: 'POST' })
    const first = (await (await send('/api/audit?limit=2')).json()) as { items: unknown[]; next: string }
    expect(first.items.map((item) => auditRow.parse(item).action)).toEqual(['account.reset', 'account.resume'])
    const second = (await (await send(`/api/audit?limit=2&cursor=${first.next}`)).json()) as typeof first
    expect([second.items.map((item) => auditRow.parse(item).action), second.next]).toEqual([['account.pause'], null])
    for (const query of ['limit=0', 'limit=501', 'cursor=x', 'x=1']) {
      expect((await send(`/api/audit?${query}`)).status).toBe(400)
    }
  })
})
